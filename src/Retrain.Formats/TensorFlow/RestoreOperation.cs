using System.Globalization;
using System.Text;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;

namespace Retrain.Formats.TensorFlow;

/// <summary>
/// Reads from a graph's restore operation which variable gets which value of a checkpoint: RestoreV2 names the values, an Assign takes one
/// to a variable's node.
/// In TensorFlow 1 all of it is in the main graph; in TensorFlow 2 in a function, whose arguments are the variables of the main graph.
/// </summary>
internal static class RestoreOperation
{
    private const int MaximumNames = 1 << 20;

    /// <summary>Places by the node of the main graph; empty where the operation is missing or built in a way that is not known.</summary>
    public static IEnumerable<KeyValuePair<string, VariablePlace>> Places(GraphDef graph, string operation)
    {
        var nodes = new NodeTable(graph.Node);
        if (nodes.Find(operation) is not { } root)
        {
            return [];
        }

        FunctionDef? function = root.Attr.GetValueOrDefault("f")?.Func is { } call
            ? graph.Library?.Function.FirstOrDefault(f => f.Signature?.Name == call.Name)
            : null;
        if (function is null)
        {
            return Assignments(nodes, nodes.Reach(root));
        }

        var arguments = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((OpDef.Types.ArgDef argument, string input) in function.Signature.InputArg.Zip(root.Input))
        {
            arguments[argument.Name] = NodeTable.NodeOf(input);
        }

        return Assignments(new NodeTable(function.NodeDef), function.NodeDef)
            .Where(p => arguments.ContainsKey(p.Key)).Select(p => KeyValuePair.Create(arguments[p.Key], p.Value));
    }

    private static IEnumerable<KeyValuePair<string, VariablePlace>> Assignments(NodeTable nodes, IEnumerable<NodeDef> among)
    {
        var restored = new Dictionary<NodeDef, VariablePlace?[]>(ReferenceEqualityComparer.Instance);
        foreach (NodeDef assign in among.Where(n => n.Op is "Assign" or "AssignVariableOp" && n.Input.Count >= 2))
        {
            (NodeDef? source, int output) = nodes.SkipIdentities(assign.Input[1]);
            if (source?.Op != "RestoreV2")
            {
                continue;
            }

            if (!restored.TryGetValue(source, out VariablePlace?[]? values))
            {
                restored[source] = values = Restored(nodes, source);
            }

            if (output < values.Length && values[output] is { } place)
            {
                yield return KeyValuePair.Create(NodeTable.NodeOf(assign.Input[0]), place);
            }
        }
    }

    /// <summary>What each output of a RestoreV2 node is.</summary>
    private static VariablePlace?[] Restored(NodeTable nodes, NodeDef restore)
    {
        if (restore.Input.Count < 3 || Strings(nodes.SkipIdentities(restore.Input[1]).Node) is not { } names
            || Strings(nodes.SkipIdentities(restore.Input[2]).Node) is not { } slices || names.Length != slices.Length)
        {
            return [];
        }

        return [.. names.Zip(slices, Place)];
    }

    private static string[]? Strings(NodeDef? node)
    {
        if (node?.Op != "Const" || node.Attr.GetValueOrDefault("value")?.Tensor is not { } tensor || tensor.Dtype != DataType.DtString)
        {
            return null;
        }

        Tensor strings = TensorProtos.Read(tensor);
        return strings.Length <= MaximumNames ? Array.ConvertAll(strings.Span<byte[]>().ToArray(), Encoding.UTF8.GetString) : null;
    }

    /// <summary>
    /// A slice is written as the lengths of the whole, then start,length of each axis, or - for all of it: <c>3 3 3 8 0,3:0,3:-:4,4</c>.
    /// </summary>
    private static VariablePlace? Place(string name, string slice)
    {
        if (slice.Length == 0)
        {
            return new VariablePlace(name);
        }

        string[] words = slice.Split(' ');
        string[] extents = words[^1].Split(':');
        int[] start = new int[extents.Length];
        int[] lengths = new int[extents.Length];
        if (words.Length != extents.Length + 1)
        {
            return null;
        }

        for (int i = 0; i < extents.Length; i++)
        {
            string[] numbers = extents[i] == "-" ? ["0", words[i]] : extents[i].Split(',');
            if (numbers.Length != 2 || !TryParse(numbers[0], out start[i]) || !TryParse(numbers[1], out lengths[i]))
            {
                return null;
            }
        }

        return new VariablePlace(name, start, lengths);
    }

    private static bool TryParse(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
