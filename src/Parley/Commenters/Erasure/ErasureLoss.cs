namespace Parley.Commenters;

/// <summary>What an erasure would take, counted.</summary>
public sealed record ErasureLoss(int Comments, int Votes);
