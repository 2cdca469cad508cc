using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Retrain.Formats.TensorFlow.Schema;

namespace Retrain.Formats.TensorFlow;

/// <summary>Reads protobuf's text format (<c>.pbtxt</c>). Fields that the schema does not list are passed over.</summary>
internal sealed class TextFormat
{
    private const int MaximumDepth = 100;
    private static readonly SearchValues<byte> NeverInText = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Select(i => (byte)i).Except("\t\n\f\r"u8.ToArray())]);
    private const string AnyPrefix = "type.googleapis.com/";
    private readonly TextTokens tokens;
    private int depth;

    private TextFormat(byte[] text) => tokens = new TextTokens(text);

    /// <summary>Whether a file is text of this format rather than a message in binary.</summary>
    public static bool IsText(ReadOnlySpan<byte> file)
    {
        // Binary files have low control bytes (field numbers, lengths) in their first fields.
        ReadOnlySpan<byte> head = file[..Math.Min(file.Length, 1000)];
        ReadOnlySpan<byte> trimmed = head.StartsWith(Encoding.UTF8.Preamble) ? head[3..] : head;
        trimmed = trimmed.TrimStart(" \t\r\n"u8);
        return !trimmed.IsEmpty && (char.IsAsciiLetter((char)trimmed[0]) || trimmed[0] == '#')
            && !head.ContainsAny(NeverInText)
            && trimmed.IndexOfAny((byte)':', (byte)'{', (byte)'<') > 0;
    }

    /// <summary>Reads a message.</summary>
    /// <exception cref="TensorFlowFormatException">The text breaks the format's rules; the message names the line.</exception>
    public static T Read<T>(byte[] text)
        where T : IMessage<T>, new()
    {
        var message = new T();
        new TextFormat(text).ReadFields(message, end: null);
        return message;
    }

    private void ReadFields(IMessage message, char? end)
    {
        Enter();
        while (!AtEnd(end))
        {
            if (tokens.TryTake('['))
            {
                ReadExpanded(message, tokens.TakeUpTo(']'));
            }
            else
            {
                string name = tokens.TakeWord();
                FieldDescriptor? field = int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                    ? message.Descriptor.FindFieldByNumber(number)
                    : message.Descriptor.FindFieldByName(name);
                if (field is null)
                {
                    Skip();
                }
                else
                {
                    ReadField(message, field);
                }
            }

            _ = tokens.TryTake(',') || tokens.TryTake(';');
        }

        depth--;
    }

    private void Enter()
    {
        if (++depth > MaximumDepth)
        {
            throw tokens.Error($"messages are nested more than {MaximumDepth} deep");
        }
    }

    private bool AtEnd(char? end)
    {
        if (tokens.Peek() == 0)
        {
            return end is null ? true : throw tokens.Error($"the text ends before a '{end}'; it may be cut off");
        }

        return end is { } sign && tokens.TryTake(sign);
    }

    private void ReadField(IMessage message, FieldDescriptor field)
    {
        bool colon = tokens.TryTake(':');
        if (!colon && field.FieldType != FieldType.Message)
        {
            throw tokens.Error($"expected ':' behind '{field.Name}'");
        }

        if (!field.IsRepeated)
        {
            ReadSingle(message, field);
        }
        else if (!tokens.TryTake('['))
        {
            ReadElement(message, field);
        }
        else if (!tokens.TryTake(']'))
        {
            do
            {
                ReadElement(message, field);
            }
            while (tokens.TryTake(','));
            tokens.Take(']');
        }
    }

    private void ReadSingle(IMessage message, FieldDescriptor field)
    {
        if (field.FieldType == FieldType.Message)
        {
            // What a field says twice is one message.
            IMessage inner = field.Accessor.GetValue(message) as IMessage ?? New(field.MessageType);
            ReadMessage(inner);
            field.Accessor.SetValue(message, inner);
        }
        else
        {
            field.Accessor.SetValue(message, ReadScalar(field));
        }
    }

    private void ReadElement(IMessage message, FieldDescriptor field)
    {
        if (field.IsMap)
        {
            ReadEntry((IDictionary)field.Accessor.GetValue(message), field.MessageType);
        }
        else if (field.FieldType == FieldType.Message)
        {
            IMessage inner = New(field.MessageType);
            ReadMessage(inner);
            ((IList)field.Accessor.GetValue(message)).Add(inner);
        }
        else
        {
            ((IList)field.Accessor.GetValue(message)).Add(ReadScalar(field));
        }
    }

    private void ReadMessage(IMessage message) => ReadFields(message, Open());

    private char Open()
    {
        if (tokens.TryTake('<'))
        {
            return '>';
        }

        tokens.Take('{');
        return '}';
    }

    /// <summary>An entry of a map is written as a message with the fields key and value.</summary>
    private void ReadEntry(IDictionary map, MessageDescriptor entry)
    {
        FieldDescriptor keyField = entry.FindFieldByNumber(1);
        FieldDescriptor valueField = entry.FindFieldByNumber(2);
        object key = Default(keyField);
        object value = Default(valueField);
        char end = Open();
        Enter();
        while (!AtEnd(end))
        {
            string name = tokens.TakeWord();
            bool colon = tokens.TryTake(':');
            switch (name)
            {
                case "key" when colon:
                    key = ReadScalar(keyField);
                    break;
                case "value" when value is IMessage inner:
                    ReadMessage(inner);
                    break;
                case "value" when colon:
                    value = ReadScalar(valueField);
                    break;
                default:
                    throw tokens.Error($"expected 'key' or 'value' in an entry of a map, found '{name}'");
            }

            _ = tokens.TryTake(',') || tokens.TryTake(';');
        }

        depth--;
        map[key] = value;
    }

    /// <summary>A message inside an Any is written in full behind its type's name in brackets.</summary>
    private void ReadExpanded(IMessage message, string typeUrl)
    {
        tokens.TryTake(':');
        string name = typeUrl[(typeUrl.LastIndexOf('/') + 1)..];
        MessageDescriptor? type = TensorflowReflection.Descriptor.MessageTypes.FirstOrDefault(t => t.FullName == name);
        if (message is not Any any || type is null)
        {
            SkipValue();
            return;
        }

        IMessage inner = New(type);
        ReadMessage(inner);
        any.TypeUrl = typeUrl.Contains('/', StringComparison.Ordinal) ? typeUrl : AnyPrefix + typeUrl;
        any.Value = inner.ToByteString();
    }

    private object ReadScalar(FieldDescriptor field)
    {
        switch (field.FieldType)
        {
            case FieldType.String:
                return Encoding.UTF8.GetString(tokens.TakeString());
            case FieldType.Bytes:
                return UnsafeByteOperations.UnsafeWrap(tokens.TakeString());
            default:
                string word = tokens.TakeWord();
                return TextNumbers.Parse(field, word)
                    ?? throw tokens.Error($"'{(word.Length > 60 ? word[..60] + "..." : word)}' is no value for '{field.Name}'");
        }
    }

    private void Skip()
    {
        bool colon = tokens.TryTake(':');
        if (!colon && tokens.Peek() is not ((byte)'{' or (byte)'<'))
        {
            throw tokens.Error("expected ':' or '{' behind a name");
        }

        SkipValue();
    }

    private void SkipValue()
    {
        Enter();
        if (tokens.TryTake('['))
        {
            while (!AtEnd(']'))
            {
                SkipValue();
                tokens.TryTake(',');
            }
        }
        else if (tokens.Peek() is (byte)'{' or (byte)'<')
        {
            char end = Open();
            while (!AtEnd(end))
            {
                _ = tokens.TryTake('[') ? tokens.TakeUpTo(']') : tokens.TakeWord();
                Skip();
                _ = tokens.TryTake(',') || tokens.TryTake(';');
            }
        }
        else if (tokens.IsString())
        {
            tokens.TakeString();
        }
        else
        {
            tokens.TakeWord();
        }

        depth--;
    }

    private static object Default(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message => New(field.MessageType),
        FieldType.String => "",
        FieldType.UInt32 => 0u,
        FieldType.Int32 => 0,
        var other => throw new NotSupportedException($"the schema has a map of {other}, which the text format's reader does not know"),
    };

    private static IMessage New(MessageDescriptor type) => type.Parser.ParseFrom(ByteString.Empty);
}
