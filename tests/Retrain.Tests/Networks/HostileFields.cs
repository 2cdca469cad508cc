using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Retrain.Formats.Onnx.Schema;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Foundation;

namespace Retrain.Tests.Networks;

/// <summary>
/// Files that are whole but whose content is wrong: numbers, names, attributes and parts changed, dropped, doubled or put in another's
/// place.
/// </summary>
internal sealed class HostileFields
{
    private const int Seed = 14;
    private const int DrawsPerCopy = 256;

    private static readonly long[] Numbers =
    [
        0, 1, -1, 2, 3, 5, 7, 64, 255, 256, 4096, 65_537, 1 << 24, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue
    ];
    private static readonly double[] Reals = [0, 1, -1, 1e-30, 1e30, double.NaN, double.PositiveInfinity];

    private readonly RandomStream random;
    private readonly List<IMessage> messages = [];
    private readonly List<string> texts = ["", "a\nb", "/", "^", "x:0", ":"];
    private long counter;

    private HostileFields(string file, int number)
    {
        random = new RandomStream(Seed, file + "/fields");
        counter = (long)number * DrawsPerCopy;
    }

    /// <summary>What a file is made of; <see langword="null"/>: no such file.</summary>
    public static MessageParser? ParserOf(string file) => Path.GetFileName(file) switch
    {
        "saved_model.pb" => Retrain.Formats.TensorFlow.Schema.SavedModel.Parser,
        var name when name.EndsWith(".pb", StringComparison.Ordinal) => GraphDef.Parser,
        var name when name.EndsWith(".onnx", StringComparison.Ordinal) => ModelProto.Parser,
        _ => null,
    };

    /// <summary>A changed copy; <see langword="null"/>: the file is damaged as it is.</summary>
    public static byte[]? Mutate(byte[] original, MessageParser parser, string file, int number)
    {
        IMessage root;
        try
        {
            root = parser.ParseFrom(original);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }

        var fields = new HostileFields(file, number);
        fields.Collect(root);
        int changes = 1 + fields.Below(3);
        for (int i = 0; i < changes; i++)
        {
            fields.Change(fields.messages[fields.Below(fields.messages.Count)]);
        }

        return root.ToByteArray();
    }

    private static bool IsSet(IMessage message, FieldDescriptor field) => field.Accessor.GetValue(message) switch
    {
        ICollection many => many.Count > 0,
        ByteString bytes => bytes.Length > 0,
        object value => value is not "",
        null => false,
    };

    private void Collect(IMessage message)
    {
        messages.Add(message);
        foreach (FieldDescriptor field in message.Descriptor.Fields.InDeclarationOrder().Where(f => IsSet(message, f)))
        {
            object value = field.Accessor.GetValue(message);
            IEnumerable parts = value switch
            {
                IDictionary map => map.Values,
                IList list => list,
                _ => new[] { value },
            };
            foreach (object part in parts)
            {
                if (part is IMessage inner)
                {
                    Collect(inner);
                }
                else if (part is string text && texts.Count < 10_000)
                {
                    texts.Add(text);
                }
            }
        }
    }

    private void Change(IMessage message)
    {
        FieldDescriptor[] fields = [.. message.Descriptor.Fields.InDeclarationOrder().Where(f => IsSet(message, f))];
        if (fields.Length == 0)
        {
            return;
        }

        FieldDescriptor field = fields[Below(fields.Length)];
        switch (field.Accessor.GetValue(message))
        {
            case IDictionary map:
                object[] keys = [.. map.Keys.Cast<object>()];
                ChangeEntry(map, keys[Below(keys.Length)]);
                break;
            case IList list:
                ChangeItem(list, Below(list.Count));
                break;
            case var value when Below(4) == 0 && value is not IMessage { Descriptor.Name: "GraphDef" or "GraphProto" }:
                field.Accessor.Clear(message);
                break;
            case var value:
                field.Accessor.SetValue(message, Other(value));
                break;
        }
    }

    private void ChangeEntry(IDictionary map, object key)
    {
        object value = map[key]!;
        switch (Below(3))
        {
            case 0:
                map.Remove(key);
                break;
            case 1:
                map[key] = Other(value);
                break;
            default:
                map.Remove(key);
                map[Other(key)] = value;
                break;
        }
    }

    private void ChangeItem(IList list, int index)
    {
        switch (Below(5))
        {
            case 0:
                list.RemoveAt(index);
                break;
            case 1:
                list.Insert(index, list[index] is IMessage message ? Copy(message) : list[index]);
                break;
            case 2 when list.Count < 8:
                list.Clear();
                break;
            default:
                list[index] = Other(list[index]!);
                break;
        }
    }

    /// <summary>Another value of the same type.</summary>
    private object Other(object value)
    {
        switch (value)
        {
            case IMessage message:
                IMessage[] others = [.. messages.Where(m => m.Descriptor == message.Descriptor && m.CalculateSize() < 1 << 16)];
                return others.Length == 0 ? Copy(message) : Copy(others[Below(others.Length)]);
            case string:
                return texts[Below(texts.Count)];
            case ByteString bytes:
                return Below(2) == 0
                    ? ByteString.CopyFrom(bytes.Span[..(bytes.Length / 2)])
                    : ByteString.CopyFrom([.. bytes.Span, 1, 2, 3]);
            case bool flag:
                return !flag;
            case long:
                return Numbers[Below(Numbers.Length)];
            case int:
                return unchecked((int)Numbers[Below(Numbers.Length)]);
            case ulong:
                return unchecked((ulong)Numbers[Below(Numbers.Length)]);
            case uint:
                return unchecked((uint)Numbers[Below(Numbers.Length)]);
            case float:
                return (float)Reals[Below(Reals.Length)];
            case double:
                return Reals[Below(Reals.Length)];
            case Enum:
                return Enum.ToObject(value.GetType(), Below(30));
            default:
                return value;
        }
    }

    private static IMessage Copy(IMessage message) => message.Descriptor.Parser.ParseFrom(message.ToByteArray());

    private int Below(int bound) => random.Below(counter++, bound);
}
