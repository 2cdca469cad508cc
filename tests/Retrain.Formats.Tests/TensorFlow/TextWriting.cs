using System.Collections;
using System.Globalization;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Retrain.Formats.Tests.TensorFlow;

/// <summary>Writes protobuf's text format, to have text of any model. Compact, all bytes of strings escaped.</summary>
internal static class TextWriting
{
    public static string Write(IMessage message)
    {
        var text = new StringBuilder();
        foreach (FieldDescriptor field in message.Descriptor.Fields.InDeclarationOrder())
        {
            object value = field.Accessor.GetValue(message);
            if (field.IsMap)
            {
                foreach (DictionaryEntry entry in (IDictionary)value)
                {
                    text.Append(field.Name).Append(" { ");
                    Append(text, field.MessageType.FindFieldByNumber(1), entry.Key);
                    Append(text, field.MessageType.FindFieldByNumber(2), entry.Value!);
                    text.Append("}\n");
                }
            }
            else if (field.IsRepeated)
            {
                foreach (object item in (IList)value)
                {
                    Append(text, field, item);
                }
            }
            else if (field.HasPresence ? field.Accessor.HasValue(message) : !IsDefault(value))
            {
                Append(text, field, value);
            }
        }

        return text.ToString();
    }

    private static bool IsDefault(object value) => value switch
    {
        string s => s.Length == 0,
        ByteString b => b.IsEmpty,
        Enum e => Convert.ToInt32(e, CultureInfo.InvariantCulture) == 0,
        IConvertible c => c.ToDouble(CultureInfo.InvariantCulture) == 0,
        _ => false,
    };

    private static void Append(StringBuilder text, FieldDescriptor field, object value) => text.Append(field.Name).Append(value switch
    {
        IMessage m => " {\n" + Write(m) + "}",
        string s => ": " + Quote(Encoding.UTF8.GetBytes(s)),
        ByteString b => ": " + Quote(b.ToByteArray()),
        bool b => b ? ": true" : ": false",
        Enum e => ": " + (field.EnumType.FindValueByNumber(Convert.ToInt32(e, CultureInfo.InvariantCulture))?.Name ?? e.ToString("D")),
        float f => ": " + f.ToString("R", CultureInfo.InvariantCulture).Replace("Infinity", "inf", StringComparison.Ordinal),
        _ => ": " + Convert.ToString(value, CultureInfo.InvariantCulture),
    }).Append('\n');

    private static string Quote(byte[] bytes) =>
        "\"" + string.Concat(bytes.Select(b => b is >= 32 and < 127 and not (byte)'"' and not (byte)'\\'
        ? ((char)b).ToString()
        : "\\" + Convert.ToString(b, 8).PadLeft(3, '0'))) + "\"";
}
