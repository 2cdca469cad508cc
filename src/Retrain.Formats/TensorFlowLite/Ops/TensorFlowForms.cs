using System.Collections.Immutable;
using Retrain.Formats.TensorFlow.Ops;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;

namespace Retrain.Formats.TensorFlowLite.Ops;

/// <summary>
/// Operators that mean what TensorFlow's of a similar name mean, read by its readers. Those on whole numbers go by way of real ones:
/// they only move elements, and the way there and back changes no level.
/// </summary>
internal static class TensorFlowForms
{
    private static readonly Dictionary<string, string> SameInputs = new(StringComparer.Ordinal)
    {
        ["SPACE_TO_BATCH_ND"] = "SpaceToBatchND",
        ["BATCH_TO_SPACE_ND"] = "BatchToSpaceND",
        ["TOPK_V2"] = "TopKV2",
        ["SPLIT_V"] = "SplitV",
        ["SLICE"] = "Slice",
        ["TILE"] = "Tile",
        ["REVERSE_V2"] = "ReverseV2",
        ["FILL"] = "Fill",
        ["BROADCAST_TO"] = "BroadcastTo",
        ["ZEROS_LIKE"] = "ZerosLike",
        ["RANGE"] = "Range",
        ["RANK"] = "Rank",
        ["SELECT"] = "Select",
        ["SELECT_V2"] = "SelectV2",
    };

    /// <summary>Those that have the same inputs and no attributes.</summary>
    public static ImmutableArray<Value> Read(LiteNodeReader node) => Read(node, SameInputs[node.Op], node.Reals());

    /// <summary>MIRROR_PAD.</summary>
    public static ImmutableArray<Value> ReadMirrorPad(LiteNodeReader node) => Read(
        node, "MirrorPad", node.Reals(),
        ("mode", Attr.Of(node.Options(Schema.BuiltinOptions.MirrorPadOptions, o => o.BuiltinOptionsAsMirrorPadOptions()).Mode.ToString())));

    /// <summary>SPACE_TO_DEPTH.</summary>
    public static ImmutableArray<Value> ReadSpaceToDepth(LiteNodeReader node) => Read(
        node, "SpaceToDepth", node.Reals(), ("block_size", Attr.Of(
            node.Options(Schema.BuiltinOptions.SpaceToDepthOptions, o => o.BuiltinOptionsAsSpaceToDepthOptions()).BlockSize)));

    /// <summary>DEPTH_TO_SPACE.</summary>
    public static ImmutableArray<Value> ReadDepthToSpace(LiteNodeReader node) => Read(
        node, "DepthToSpace", node.Reals(), ("block_size", Attr.Of(
            node.Options(Schema.BuiltinOptions.DepthToSpaceOptions, o => o.BuiltinOptionsAsDepthToSpaceOptions()).BlockSize)));

    /// <summary>SPLIT: the axis comes first.</summary>
    public static ImmutableArray<Value> ReadSplit(LiteNodeReader node) => Read(
        node, "Split", node.Reals(),
        ("num_split", Attr.Of(node.Options(Schema.BuiltinOptions.SplitOptions, o => o.BuiltinOptionsAsSplitOptions()).NumSplits)));

    /// <summary>PACK.</summary>
    public static ImmutableArray<Value> ReadPack(LiteNodeReader node) => Read(
        node, "Pack", node.Reals(),
        ("axis", Attr.Of(node.Options(Schema.BuiltinOptions.PackOptions, o => o.BuiltinOptionsAsPackOptions()).Axis)));

    /// <summary>UNPACK.</summary>
    public static ImmutableArray<Value> ReadUnpack(LiteNodeReader node)
    {
        Schema.UnpackOptions o = node.Options(Schema.BuiltinOptions.UnpackOptions, op => op.BuiltinOptionsAsUnpackOptions());
        return Read(node, "Unpack", node.Reals(), ("axis", Attr.Of(o.Axis)), ("num", Attr.Of(o.Num)));
    }

    /// <summary>STRIDED_SLICE.</summary>
    public static ImmutableArray<Value> ReadStridedSlice(LiteNodeReader node)
    {
        Schema.StridedSliceOptions o = node.Options(
            Schema.BuiltinOptions.StridedSliceOptions, op => op.BuiltinOptionsAsStridedSliceOptions());
        if (o.Offset)
        {
            throw new GraphException("ends that count from the begin (offset)");
        }

        return Read(
            node, "StridedSlice", node.Reals(), ("begin_mask", Attr.Of(o.BeginMask)), ("end_mask", Attr.Of(o.EndMask)),
            ("ellipsis_mask", Attr.Of(o.EllipsisMask)), ("new_axis_mask", Attr.Of(o.NewAxisMask)),
            ("shrink_axis_mask", Attr.Of(o.ShrinkAxisMask)));
    }

    /// <summary>GATHER: the axis is an option.</summary>
    public static ImmutableArray<Value> ReadGather(LiteNodeReader node)
    {
        (int axis, int batch) = node.OptionsOr(
            Schema.BuiltinOptions.GatherOptions, o => o.BuiltinOptionsAsGatherOptions(), o => (o.Axis, o.BatchDims), (0, 0));
        Value place = node.Builder.Constant($"{node.Name}/axis", Tensor.Scalar(axis));
        return Read(node, "GatherV2", [.. node.Reals(), place], ("batch_dims", Attr.Of(batch)));
    }

    /// <summary>SHAPE.</summary>
    public static ImmutableArray<Value> ReadShape(LiteNodeReader node) => Read(
        node, "Shape", [node.Input(0).Value], ("out_type", Attr.Of(node.Outputs[0].ElementType ?? ElementType.Int32)));

    /// <summary>ONE_HOT.</summary>
    public static ImmutableArray<Value> ReadOneHot(LiteNodeReader node) => Read(
        node, "OneHot", node.Reals(),
        ("axis", Attr.Of(node.OptionsOr(Schema.BuiltinOptions.OneHotOptions, o => o.BuiltinOptionsAsOneHotOptions(), o => o.Axis, -1))));

    /// <summary>Reads a node of TensorFlow's with these inputs.</summary>
    public static ImmutableArray<Value> Read(
        LiteNodeReader node, string op, Value[] inputs, params ReadOnlySpan<(string, AttrValue)> attributes)
    {
        bool isWhole = node.Outputs.Any(o => o.Quantization is not null);
        var form = new NodeDef { Name = isWhole ? $"{node.Name}/unrounded" : node.Name, Op = op };
        foreach ((string name, AttrValue value) in attributes)
        {
            form.Attr[name] = value;
        }

        return node.Rounded(TensorFlowOps.Read(new NodeReader(form, inputs, node.Builder, 0)));
    }
}
