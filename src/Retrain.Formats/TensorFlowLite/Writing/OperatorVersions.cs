using Op = Retrain.Formats.TensorFlowLite.Schema.BuiltinOperator;
using Type = Retrain.Formats.TensorFlowLite.Schema.TensorType;

namespace Retrain.Formats.TensorFlowLite.Writing;

/// <summary>
/// Least version of an operator that knows its types and numbers of axes (rules of TensorFlow's op_version.cc). What settings ask for is
/// said by whoever writes them.
/// </summary>
internal static class OperatorVersions
{
    /// <summary>The version.</summary>
    public static int Of(Op op, IReadOnlyList<WrittenTensor> inputs, WrittenTensor output)
    {
        WrittenTensor first = inputs[op is Op.SPLIT ? 1 : op is Op.TRANSPOSE_CONV ? 2 : 0];
        bool isHybrid = inputs.Count > 1 && first.Type == Type.FLOAT32 && inputs[1].Type == Type.INT8 && output.Type == Type.FLOAT32;
        bool isPerChannel = inputs.Count > 1 && inputs[1].Levels is { IsPerChannel: true };
        int most = inputs.Max(t => t.Rank);
        bool broadcasts = inputs.Count > 1 && !inputs[0].Shape.SequenceEqual(inputs[1].Shape);
        switch (op)
        {
            case Op.CONV_2D:
                return isHybrid ? (isPerChannel ? 5 : 2) : first.Type switch { Type.INT16 => 4, Type.INT8 => 3, _ => 1 };
            case Op.DEPTHWISE_CONV_2D:
                return isHybrid ? (isPerChannel ? 6 : 4) : first.Type switch { Type.INT16 => 5, Type.INT8 => 3, _ => 1 };
            case Op.FULLY_CONNECTED:
                return isHybrid ? (isPerChannel ? 12 : 3) : first.Type switch
                {
                    Type.INT16 => 7,
                    Type.INT8 => isPerChannel ? 12 : 4,
                    _ => 1,
                };
            case Op.TRANSPOSE_CONV:
                return inputs.Count == 4 ? 3 : first.Type == Type.INT8 ? 2 : 1;
            case Op.ADD or Op.SUB when first.Type == Type.INT64:
                return 4;
            case Op.SUB when broadcasts && most > 4:
                return 3;
            case Op.MUL when first.Type == Type.INT64:
                return 5;
            case Op.MUL when first.Type == Type.INT16:
                return 4;
            case Op.MUL when IsLargeProduct(inputs, output):
                return 3;
            case Op.DIV when broadcasts && most > 4:
                return 2;
            case Op.MAXIMUM or Op.MINIMUM:
                return first.Type == Type.INT16 ? 4 : broadcasts && most > 4 ? 3 : first.Type == Type.INT8 ? 2 : 1;
            case Op.ABS:
                return first.Type switch { Type.INT32 => 5, Type.INT16 => 3, Type.INT8 or Type.UINT8 => 2, _ => 1 };
            case Op.SIGN:
                return first.Type == Type.INT32 ? 2 : 1;
            case Op.FLOOR_DIV:
                return first.Type switch { Type.INT16 or Type.INT8 => 3, Type.FLOAT32 => 2, _ => 1 };
            case Op.RELU:
                return first.Type switch { Type.INT16 => 3, Type.INT8 or Type.UINT8 => 2, _ => 1 };
            case Op.GELU:
                return first.Type is Type.INT8 or Type.UINT8 ? 2 : 1;
            case Op.RANGE:
                return first.Type == Type.INT64 ? 2 : 1;
            case Op.TILE or Op.REVERSE_V2:
                return first.Type switch { Type.INT8 => 3, Type.BOOL when op == Op.REVERSE_V2 => 2, _ => 1 };
            case Op.BROADCAST_TO:
                return first.Type is Type.INT8 or Type.INT16 ? 3 : 2;
            case Op.CAST:
                return IsAny(Type.UINT16) ? 4 : IsAny(Type.INT8) ? 3 : IsAny(Type.UINT32) ? 2 : 1;
            case Op.QUANTIZE:
                return output.Levels is { IsPerChannel: true } ? 3 : output.Type == Type.INT16 ? 2 : 1;
            case Op.DEQUANTIZE:
                return first.Type switch
                {
                    Type.INT16 or Type.FLOAT16 => 3,
                    Type.INT8 => first.Levels is { IsPerChannel: true } ? 5 : 2,
                    _ => 1,
                };
            case Op.SPLIT:
                return first.Type switch { Type.INT16 => 4, Type.INT32 => 3, Type.INT8 => 2, _ => 1 };
            case Op.TRANSPOSE:
                return most > 5 ? 6 : first.Type == Type.INT16 ? 5 : most > 4 ? 4 : Chosen(first.Type);
            case Op.STRIDED_SLICE:
                return first.Rank > 4 ? 4 : Chosen(first.Type);
            case Op.PAD or Op.PADV2:
                return first.Rank > 4 ? 4 : Plain(first.Type);
            case Op.GATHER:
                return first.Type == Type.INT16 ? 4 : Chosen(first.Type);
            case Op.SPACE_TO_BATCH_ND or Op.BATCH_TO_SPACE_ND or Op.RESIZE_BILINEAR or Op.RESIZE_NEAREST_NEIGHBOR:
                return first.Type switch { Type.INT16 => 4, Type.INT8 => 2, _ => 1 };
            case Op.MAX_POOL_2D or Op.AVERAGE_POOL_2D or Op.TANH or Op.LOGISTIC or Op.BATCH_MATMUL or Op.CONCATENATION or Op.SOFTMAX
                or Op.MEAN or Op.MIRROR_PAD or Op.REDUCE_MAX or Op.REDUCE_MIN or Op.RELU6 or Op.RSQRT or Op.LESS or Op.GREATER_EQUAL:
                return Plain(first.Type);
            case Op.LEAKY_RELU:
                return first.Type == Type.INT16 ? 2 : 1;
            case Op.ADD or Op.SUB or Op.MUL or Op.EQUAL or Op.NOT_EQUAL or Op.GREATER or Op.LESS_EQUAL or Op.SPACE_TO_DEPTH
                or Op.DEPTH_TO_SPACE or Op.SPLIT_V or Op.SUM or Op.LOG_SOFTMAX or Op.SQUARED_DIFFERENCE or Op.TOPK_V2 or Op.ARG_MAX
                or Op.EXP or Op.LOG or Op.REDUCE_PROD or Op.SQRT:
                return first.Type == Type.INT8 ? 2 : 1;
            default:
                return 1;
        }

        bool IsAny(Type type) => first.Type == type || output.Type == type;
    }

    private static int Plain(Type type) => type switch { Type.INT16 => 3, Type.INT8 => 2, _ => 1 };

    private static int Chosen(Type type) => type switch { Type.BOOL => 3, Type.INT8 => 2, _ => 1 };

    private static bool IsLargeProduct(IReadOnlyList<WrittenTensor> inputs, WrittenTensor output) =>
        inputs[0].Levels is { } a && inputs[1].Levels is { } b && output.Levels is { } c && a.Scales[0] * b.Scales[0] / c.Scales[0] >= 1;
}
