using Retrain.Formats.Onnx.Schema;

namespace Retrain.Formats.Onnx;

/// <summary>The functions that a file defines beside its graph.</summary>
/// <param name="model">The file.</param>
internal sealed class OnnxFunctions(OnnxModel model)
{
    private readonly Dictionary<(string Domain, string Name, string Overload), FunctionProto> functions = Index(model);

    /// <summary>The function that a node calls; <see langword="null"/>: it calls none.</summary>
    public FunctionProto? Find(NodeProto node) =>
        functions.Count == 0 ? null : functions.GetValueOrDefault((Plain(node.Domain), node.OpType, node.Overload));

    /// <summary>Version of the standard operators in a function's body.</summary>
    public long Opset(FunctionProto function) =>
        function.OpsetImport.Where(o => OnnxModel.IsStandardDomain(o.Domain)).Select(o => o.Version).DefaultIfEmpty(model.Opset).Max();

    /// <summary>The nodes of a function's body with the attributes of a call.</summary>
    public static IReadOnlyList<NodeProto> Body(FunctionProto function, NodeProto call)
    {
        Dictionary<string, AttributeProto> given = new(StringComparer.Ordinal);
        foreach (AttributeProto attribute in function.AttributeProto.Concat(call.Attribute))
        {
            given[attribute.Name] = attribute;
        }

        return [.. function.Node.Select(n => Fill(n, given))];
    }

    private static NodeProto Fill(NodeProto node, Dictionary<string, AttributeProto> given)
    {
        if (!Refers(node))
        {
            return node;
        }

        NodeProto filled = node.Clone();
        FillAttributes(filled, given);
        return filled;
    }

    private static void FillAttributes(NodeProto node, Dictionary<string, AttributeProto> given)
    {
        for (int i = node.Attribute.Count - 1; i >= 0; i--)
        {
            AttributeProto attribute = node.Attribute[i];
            foreach (NodeProto inner in Graphs(attribute).SelectMany(g => g.Node))
            {
                FillAttributes(inner, given);
            }

            if (attribute.RefAttrName.Length == 0)
            {
                continue;
            }

            // An attribute that the caller leaves away is left away inside.
            node.Attribute.RemoveAt(i);
            if (given.TryGetValue(attribute.RefAttrName, out AttributeProto? value))
            {
                AttributeProto renamed = value.Clone();
                renamed.Name = attribute.Name;
                node.Attribute.Insert(i, renamed);
            }
        }
    }

    private static bool Refers(NodeProto node) =>
        node.Attribute.Any(a => a.RefAttrName.Length > 0 || Graphs(a).Any(g => g.Node.Any(Refers)));

    private static IEnumerable<GraphProto> Graphs(AttributeProto attribute) =>
        attribute.G is null ? attribute.Graphs : attribute.Graphs.Prepend(attribute.G);

    private static Dictionary<(string Domain, string Name, string Overload), FunctionProto> Index(OnnxModel model)
    {
        var functions = new Dictionary<(string Domain, string Name, string Overload), FunctionProto>();
        foreach (FunctionProto function in model.Proto.Functions)
        {
            functions[(Plain(function.Domain), function.Name, function.Overload)] = function;
        }

        return functions;
    }

    private static string Plain(string domain) => OnnxModel.IsStandardDomain(domain) ? "" : domain;
}
