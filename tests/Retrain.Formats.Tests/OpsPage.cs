using System.Text;
using Retrain.Formats.Onnx;
using Retrain.Formats.TensorFlow.Ops;
using Retrain.Formats.TensorFlowLite.Writing.Ops;
using Retrain.Graph;

namespace Retrain.Formats.Tests;

/// <summary>docs/ops.md, made from the tables of operators.</summary>
internal static class OpsPage
{
    private const int LineLength = 130;

    /// <summary>The page.</summary>
    public static string Text()
    {
        var page = new StringBuilder("""
            # Operators

            Made from the tables in the code by a test: `UPDATE_DOCS=1 dotnet test --project tests/Retrain.Formats.Tests` writes it anew. How one is added: [adding-an-op.md](adding-an-op.md).

            ## Ours, and which formats they are written to

            *Layout* is what the layout pass needs to know: `Image` works in both layouts, `Axes` has its axes renamed, `Elementwise` takes any order, `Fixed` gets the plain one.

            | operator | layout | ONNX | TensorFlow | TensorFlow Lite |
            |---|---|---|---|---|

            """);
        foreach (Type type in OperatorTable.All)
        {
            page.Append($"| {type.Name} | {LayoutOf(type)} | {Mark(OnnxOps.Writers.ContainsKey(type))} | "
                + $"{Mark(TensorFlowOps.Writers.ContainsKey(type))} | {Mark(LiteWriters.CanWrite(type))} |\n");
        }

        List(page, "TensorFlow's, which are read", TensorFlowOps.Readers.Keys,
            "Constants, variables, placeholders, identities, functions, branches and loops are resolved before (`TensorFlow/Importing`).");
        List(page, "ONNX's, which are read", OnnxOps.Readers.Keys,
            "Opsets 7 to 23. If, Loop and functions of the file are unfolded before. A file with others still serves as a network that runs as "
                + "it is.");
        return page.ToString();
    }

    private static void List(StringBuilder page, string title, IEnumerable<string> names, string note)
    {
        string[] sorted = [.. names.Order(StringComparer.Ordinal)];
        page.Append($"\n## {title}\n\n{sorted.Length} operators. {note}\n\n");
        var line = new StringBuilder();
        for (int i = 0; i < sorted.Length; i++)
        {
            string word = sorted[i] + (i == sorted.Length - 1 ? "." : ", ");
            if (line.Length + word.Length > LineLength)
            {
                page.Append(line.ToString().TrimEnd()).Append('\n');
                line.Clear();
            }

            line.Append(word);
        }

        page.Append(line.ToString().TrimEnd()).Append('\n');
    }

    // The rule is a constant of the type; no constructor runs.
    private static LayoutRule LayoutOf(Type type) =>
        ((Operator)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type)).Layout;

    private static string Mark(bool isThere) => isThere ? "yes" : "-";
}
