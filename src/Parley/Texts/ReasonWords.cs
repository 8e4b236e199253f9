using Parley.Core.Moderation;

namespace Parley.Texts;

/// <summary>The classes of reasons as people read them: moderators who choose one, and writers who are told.</summary>
internal static class ReasonWords
{
    public static string Of(ReasonClass reason, Text text) => reason switch
    {
        ReasonClass.OffTopic => text["ReasonOffTopic"],
        ReasonClass.Spam => text["ReasonSpam"],
        ReasonClass.Insult => text["ReasonInsult"],
        ReasonClass.Hatred => text["ReasonHatred"],
        ReasonClass.Threat => text["ReasonThreat"],
        ReasonClass.PrivateDetails => text["ReasonPrivateDetails"],
        ReasonClass.Illegal => text["ReasonIllegal"],
        ReasonClass.Other => text["ReasonOther"],
    };
}
