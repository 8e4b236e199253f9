namespace Parley.Core.Commenters;

/// <summary>The words that people make passwords of before they think.</summary>
/// <remarks>
/// Chosen by kind, written by hand: what one is asked for and what one greets with, first names, affection and oaths,
/// animals, sports and their teams, places, seasons and colours, things of the screen, and the same in the languages that
/// Parley speaks. With the endings that <see cref="PasswordRules"/> takes off they stand for millions of passwords.
/// </remarks>
internal static class CommonWords
{
    public static HashSet<string> All { get; } = [.. Text.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)];

    private const string Text =
        """
        password passwort passwd pass pwd passe motdepasse contrasena senha parola haslo пароль parol login logon signin admin administrator
        root user username guest test tester testing demo default temp temporary changeme change letmein enter access secret geheim
        secure security private system server computer internet network windows microsoft google apple android iphone samsung nokia
        facebook twitter youtube instagram myspace linkedin yahoo hotmail gmail amazon paypal account master mypassword mypass newpass
        oracle mysql ubuntu linux debian cisco router wireless wifi database public office work business company welcome willkommen
        bienvenue hello hallo salut bonjour hola ciao privet привет goodbye thanks thank please yes okay whatever nothing something
        anything everything nobody somebody forever always never together remember forget
        qwerty qwertz azerty asdf zxcv abc abcd abcde aaa xxx zzz abcabc
        love iloveyou loveyou iloveu lovely lover loveme lovers liebe ichliebedich schatz schatzi jetaime amour amor tequiero teamo
        любовь солнышко кохання habibi baby babygirl babyboy honey sweet sweetie sweetheart darling angel angels princess prinzessin
        princesse prince queen king kings lady girl girls boy boys sexy hottie cutie pretty beautiful beauty handsome kiss kisses hugs
        heart hearts smile happy sad lonely crazy lucky friend friends family mother father mommy daddy mama papa mum dad brother
        sister mein meine your yours mine
        michael jordan daniel thomas jessica ashley amanda jennifer joshua matthew andrew anthony nicole michelle hunter charlie robert
        william james john david richard joseph charles christopher chris nathan justin brandon tyler austin taylor jason kevin brian
        george patrick steven stephen stephanie samantha sarah sara laura maria marie anna anne andrea angela melissa danielle elizabeth
        rachel rebecca victoria vanessa natalie katie emily emma olivia sophie sophia chloe hannah lisa julia jasmine daisy rosie lucy
        alex alexander alexandra alexis martin peter paul stefan sebastian tobias florian thomas andreas markus klaus hans juergen
        pierre jean michel nicolas julien antoine camille manon lea carlos juan jose luis miguel diego ahmed mohamed mohammed mohammad
        muhammad ali omar fatima aisha yusuf ivan sergey dmitry vladimir natasha olena oksana taras andriy bogdan svetlana marina tatiana
        monkey dragon shadow tiger lion eagle wolf bear panda kitty kitten cat cats dog dogs doggy puppy hund katze chat chien horse pony
        chicken turtle dolphin shark snake spider butterfly ladybug rabbit bunny hamster mouse buster bailey maggie molly ginger pepper
        max rocky lucky bandit simba nala smokey tigger cookie coco toby jake oreo princess
        football fussball soccer baseball basketball hockey tennis golf golfer cricket rugby racing sports player champion winner coach
        liverpool chelsea arsenal manchester united barcelona realmadrid juventus milan bayern schalke dortmund ajax celtic rangers
        everton tottenham yankees lakers cowboys steelers eagles packers broncos raiders dallas ronaldo messi zidane beckham
        superman batman spiderman ironman avengers starwars startrek jedi skywalker vader matrix pokemon pikachu naruto goku mario zelda
        minecraft fortnite roblox callofduty counterstrike warcraft starcraft diablo halo xbox playstation nintendo gamer games game
        harrypotter hogwarts gandalf frodo merlin wizard magic ninja samurai warrior knight killer hacker hackers hardcore metallica
        slipknot nirvana eminem rockstar rock metal music guitar drummer hiphop dance dancer disney mickey minnie snoopy scooby garfield
        sunshine summer winter spring autumn sommer fruehling herbst ete hiver monday tuesday wednesday thursday friday saturday sunday
        january february march april june july august september october november december montag freitag sonntag januar dezember
        christmas xmas easter birthday geburtstag holiday vacation weekend
        red blue green yellow orange purple black white silver golden gold pink rot blau gruen schwarz rouge bleu noir
        flower flowers rose sunflower rainbow star stars moon sun sky ocean beach river mountain island nature earth world heaven hell
        fire ice water storm thunder lightning snow snowball diamond crystal pearl cherry peaches banana apple lemon strawberry
        chocolate cheese cookie cookies candy sugar coffee pizza beer whiskey vodka
        mustang ferrari porsche mercedes bmw audi toyota honda yamaha harley corvette camaro
        america usa canada london paris berlin hamburg muenchen wien zuerich germany deutschland france england scotland ireland russia
        ukraine kyiv kiev odesa lviv moscow egypt cairo dubai istanbul texas california florida chicago boston newyork brooklyn
        trustno trustnoone fuckyou fuckoff fuck shit asshole bitch bastard scheisse arschloch putain merde blink freedom liberty peace
        power money dollar million rich jesus christ god allah blessed bless faith hope grace church angel devil satan phoenix
        number one two three four five first last best super top cool awesome great good bad big little new old the my me you i a im
        """;
}
