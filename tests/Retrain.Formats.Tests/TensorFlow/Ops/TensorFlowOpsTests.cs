using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using Retrain.Formats.TensorFlow.Ops;
using Retrain.Graph;

namespace Retrain.Formats.Tests.TensorFlow.Ops;

public sealed class TensorFlowOpsTests
{
    // What whoever follows the graph's edges deals with: constants, variables, calls, branches, lists, decoders, savers.
    private static readonly string[] NotOps =
    [
        "Const", "Placeholder", "PlaceholderWithDefault", "VarHandleOp", "VariableV2", "Variable", "ReadVariableOp", "Assign",
        "AssignVariableOp", "VarIsInitializedOp", "DisableCopyOnRead", "Identity", "IdentityN", "StopGradient", "PreventGradient",
        "Snapshot", "CheckNumerics", "NoOp", "Assert", "Switch", "Merge", "If", "StatelessIf", "While", "StatelessWhile", "PartitionedCall",
        "StatefulPartitionedCall", "TensorListFromTensor", "TensorListGetItem", "TensorListReserve", "TensorListSetItem", "TensorListStack",
        "DecodeImage", "DecodeJpeg", "RestoreV2", "SaveV2", "MergeV2Checkpoints", "ShardedFilename", "StringJoin", "StaticRegexFullMatch",
    ];

    // Known gaps, each with its reason.
    private static readonly Dictionary<string, string> Unread = new()
    {
        ["Bitcast"] = "random seeds of augmentation layers, which inference leaves out",
        ["RngReadAndSkip"] = "random augmentation",
        ["StatelessRandomGetKeyCounter"] = "random augmentation",
        ["StatelessRandomUniformFullIntV2"] = "random augmentation",
        ["StatelessRandomUniformV2"] = "random augmentation",
        ["ImageProjectiveTransformV3"] = "random augmentation",
        ["NonMaxSuppressionV3"] = "refuse_detection_op: detectors are no classifiers",
        ["FancyActivation"] = "refuse_unknown_op",
        ["TruncatedNormal"] = "initial values of variables, which have values",
    };

    [Fact]
    public void Tables_EveryReaderAndWriterOfTheFolder_IsInThem()
    {
        MethodInfo[] methods =
        [
            .. typeof(TensorFlowOps).Assembly.GetTypes()
                .Where(t => t.Namespace == typeof(TensorFlowOps).Namespace && t.Name.EndsWith("Nodes", StringComparison.Ordinal))
                .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Static)),
        ];
        IEnumerable<MethodInfo> readers = methods.Where(
            m => m.ReturnType == typeof(ImmutableArray<Value>) && m.GetParameters().Length == 1);
        IEnumerable<MethodInfo> writers = methods.Where(m => m.ReturnType == typeof(void) && m.GetParameters().Length == 1);

        Assert.Empty(readers.Except(TensorFlowOps.Readers.Values.Select(r => r.Method)));
        Assert.Empty(writers.Except(TensorFlowOps.Writers.Values.Select(w => w.Method)));
        Assert.Equal(OperatorTable.All, TensorFlowOps.Writers.Keys);
    }

    [Fact]
    public void Tables_EveryReader_HasACase()
    {
        string[] plain = [.. UnaryNodes.Ops, .. BinaryNodes.Ops, .. ReduceNodes.Ops];
        IEnumerable<string> tested = NodeCases.All.Select(c => c.Op).Concat(plain).Concat(OldOps.Attributes.Keys);

        Assert.Equal(["BatchMatMulV3", "FusedBatchNormV2", "RandomUniform"], TensorFlowOps.Readers.Keys.Except(tested).Order());
    }

    [Theory]
    [InlineData("modules")]
    [InlineData("saved_models")]
    [InlineData("frozen")]
    public void CanRead_EveryOpOfTheRecordedModels_OrTheReasonIsKnown(string kind)
    {
        HashSet<string> ops = [];
        foreach ((string _, JsonElement meta) in TensorFlowFixtures.Cases(kind))
        {
            Collect(meta, ops);
        }

        Assert.True(ops.Count > 40, $"{ops.Count}");
        Assert.Empty(ops.Where(o => !TensorFlowOps.CanRead(o)).Except(NotOps).Except(Unread.Keys).Order());
    }

    private static void Collect(JsonElement element, HashSet<string> ops)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            element.EnumerateArray().ToList().ForEach(e => Collect(e, ops));
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (property.Name is "op_histogram_needed_for_default" or "op_counts" or "ops_main_graph" or "ops_functions" or "ops"
                && property.Value.ValueKind == JsonValueKind.Object)
            {
                AddNames(property.Value, ops);
            }
            else
            {
                Collect(property.Value, ops);
            }
        }
    }

    private static void AddNames(JsonElement counts, HashSet<string> ops)
    {
        foreach (JsonProperty count in counts.EnumerateObject())
        {
            if (count.Value.ValueKind == JsonValueKind.Object)
            {
                AddNames(count.Value, ops);
            }
            else
            {
                ops.Add(count.Name);
            }
        }
    }
}
