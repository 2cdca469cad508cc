using System.Text;

namespace Retrain.Backbones;

/// <summary>Tells whether an ONNX file keeps weights in other files, by walking only the fields that say so.</summary>
internal static class OnnxExternalData
{
    // Field numbers of onnx.proto: ModelProto.graph, GraphProto.initializer, TensorProto.name, TensorProto.data_location.
    private const ulong Graph = 7;
    private const ulong Initializer = 5;
    private const ulong TensorName = 8;
    private const ulong DataLocation = 14;
    private const ulong External = 1;

    /// <summary>The name of the first initializer whose data lies outside, or <see langword="null"/>. Broken files yield what is readable of them.</summary>
    public static string? FindFirst(ReadOnlySpan<byte> model)
    {
        var modelFields = new Fields(model);
        while (modelFields.MoveNext())
        {
            if (modelFields.Number != Graph)
            {
                continue;
            }

            var graphFields = new Fields(modelFields.Bytes);
            while (graphFields.MoveNext())
            {
                if (graphFields.Number == Initializer && IsExternal(graphFields.Bytes, out string name))
                {
                    return name;
                }
            }
        }

        return null;
    }

    private static bool IsExternal(ReadOnlySpan<byte> tensor, out string name)
    {
        name = "";
        bool isExternal = false;
        var fields = new Fields(tensor);
        while (fields.MoveNext())
        {
            isExternal |= fields.Number == DataLocation && fields.Varint == External;
            if (fields.Number == TensorName)
            {
                name = Encoding.UTF8.GetString(fields.Bytes);
            }
        }

        return isExternal;
    }

    /// <summary>The fields of one protobuf message; ends quietly where the bytes make no sense, for ONNX Runtime says that better.</summary>
    private ref struct Fields(ReadOnlySpan<byte> rest)
    {
        private ReadOnlySpan<byte> rest = rest;

        public ulong Number { get; private set; }

        public ulong Varint { get; private set; }

        public ReadOnlySpan<byte> Bytes { get; private set; }

        public bool MoveNext()
        {
            if (!TryReadVarint(out ulong tag))
            {
                return false;
            }

            Number = tag >> 3;
            Varint = 0;
            Bytes = default;
            switch (tag & 7)
            {
                case 0:
                    bool read = TryReadVarint(out ulong value);
                    Varint = value;
                    return read;
                case 1:
                    return TrySkip(8);
                case 2:
                    return TryReadVarint(out ulong length) && TrySkip(length);
                case 5:
                    return TrySkip(4);
                default:
                    return false;
            }
        }

        private bool TrySkip(ulong length)
        {
            if (length > (ulong)rest.Length)
            {
                return false;
            }

            Bytes = rest[..(int)length];
            rest = rest[(int)length..];
            return true;
        }

        private bool TryReadVarint(out ulong value)
        {
            value = 0;
            for (int i = 0; i < rest.Length && i < 10; i++)
            {
                value |= (ulong)(rest[i] & 0x7F) << (7 * i);
                if (rest[i] < 0x80)
                {
                    rest = rest[(i + 1)..];
                    return true;
                }
            }

            return false;
        }
    }
}
