// What only a writer needs: it is fetched when somebody begins to write, votes, or has something of their own to change.
import { startComposer } from './compose.js';
import { startVotes } from './vote.js';
import { addMine } from './own.js';

startComposer();
startVotes();
addMine();
