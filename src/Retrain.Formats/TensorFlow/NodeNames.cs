namespace Retrain.Formats.TensorFlow;

/// <summary>Gives names to nodes that TensorFlow accepts, each once.</summary>
internal sealed class NodeNames
{
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);

    /// <summary>A name made of letters, digits and <c>_ . \ - /</c>, with a letter, a digit or a dot first.</summary>
    public static string Valid(string name)
    {
        string valid = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '\\' or '-' or '/' ? c : '_'));
        return valid.Length > 0 && (char.IsAsciiLetterOrDigit(valid[0]) || valid[0] == '.') ? valid : "node" + valid;
    }

    /// <summary>The name itself if it is valid and free, else one like it.</summary>
    public string Take(string name)
    {
        string valid = Valid(name);
        string unique = valid;
        for (int i = 1; !taken.Add(unique); i++)
        {
            unique = $"{valid}_{i}";
        }

        return unique;
    }
}
