namespace Parley;

/// <summary>A command cannot do what it was asked; the message is the sentence for the person who asked.</summary>
internal sealed class RefusedException(string message) : Exception(message);
