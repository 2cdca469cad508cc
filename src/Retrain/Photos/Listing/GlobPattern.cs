namespace Retrain.Photos.Listing;

/// <summary>
/// The shell patterns by which the original finds files: <c>*</c>, <c>?</c>, <c>[a-z]</c>, <c>[!a]</c>; <c>\</c> takes the next character
/// as it is.
/// </summary>
internal static class GlobPattern
{
    /// <summary>Whether a name is read as a pattern at all.</summary>
    public static bool IsPattern(string name) => name.AsSpan().IndexOfAny("*?[\\") >= 0;

    /// <summary>Whether a whole name fits; upper and lower case differ, <c>*</c> takes a leading dot.</summary>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        int p = 0;
        int n = 0;
        int afterStar = -1;
        int starEnd = 0;
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                afterStar = ++p;
                starEnd = n;
            }
            else if (p < pattern.Length && MatchesOne(pattern[p..], name[n], out int used))
            {
                p += used;
                n++;
            }
            else if (afterStar >= 0)
            {
                // Only the last star need take more: what an earlier one could take, this one can.
                p = afterStar;
                n = ++starEnd;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].IndexOfAnyExcept('*') < 0;
    }

    private static bool MatchesOne(ReadOnlySpan<char> pattern, char c, out int used)
    {
        used = 1;
        switch (pattern[0])
        {
            case '?':
                return true;
            case '\\' when pattern.Length > 1:
                used = 2;
                return pattern[1] == c;
            case '[' when EndOfSet(pattern) is > 0 and int end:
                used = end + 1;
                return InSet(pattern[1..end], c);
            default:
                return pattern[0] == c;
        }
    }

    // A closing bracket that comes first is a member, not the end.
    private static int EndOfSet(ReadOnlySpan<char> pattern)
    {
        int first = pattern.Length > 1 && pattern[1] is '!' or '^' ? 2 : 1;
        int end = first + 1 < pattern.Length ? pattern[(first + 1)..].IndexOf(']') : -1;
        return end < 0 ? -1 : first + 1 + end;
    }

    private static bool InSet(ReadOnlySpan<char> set, char c)
    {
        bool negated = set[0] is '!' or '^';
        set = negated ? set[1..] : set;
        bool found = false;
        for (int i = 0; i < set.Length; i++)
        {
            if (i + 2 < set.Length && set[i + 1] == '-')
            {
                found |= c >= set[i] && c <= set[i + 2];
                i += 2;
            }
            else
            {
                found |= c == set[i];
            }
        }

        return found != negated;
    }
}
