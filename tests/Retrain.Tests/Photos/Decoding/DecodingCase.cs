using System.Text.Json;

namespace Retrain.Tests.Photos.Decoding;

/// <summary>One entry of <c>cases.json</c>; see the README beside it.</summary>
internal sealed class DecodingCase
{
    private static readonly Lazy<Dictionary<string, DecodingCase>> Cases = new(Load);

    private readonly JsonElement json;

    private DecodingCase(JsonElement json) => this.json = json;

    public static IEnumerable<string> Files => Cases.Value.Keys;

    public string Format => json.GetProperty("facts").GetProperty("format").GetString()!;

    public string Outcome => Right.GetProperty("outcome").GetString()!;

    public bool NameAndContentDiffer => Right.TryGetProperty("name_and_content_differ", out JsonElement differ) && differ.GetBoolean();

    /// <summary>The right pixels, where there are any.</summary>
    public string? Pixels => Text(Right, "pixels");

    public int? Rows => Number("rows");

    public int? RowsGood => Number("rows_good");

    public int? PictureStartsAt => Number("picture_starts_at_byte");

    public bool IsUndamagedPictureKnown => Right.TryGetProperty("undamaged", out _);

    /// <summary>Levels: largest difference, mean difference.</summary>
    public (double Max, double Mean) Tolerance => Right.TryGetProperty("tolerance", out JsonElement t)
        ? (t.GetProperty("max").GetDouble(), t.TryGetProperty("mean", out JsonElement mean) ? mean.GetDouble() : double.MaxValue)
        : (0, 0);

    /// <summary>What the original's op gave with the accurate DCT: pixels, or null for an error. JPEG alone differs by the DCT.</summary>
    public string? TensorFlowPixels => TensorFlow("decode_jpeg") is { } op && op.TryGetProperty("pixels", out JsonElement fast)
        ? Format == "jpeg" ? TensorFlow("decode_jpeg_accurate")!.Value.GetProperty("pixels").GetString() : fast.GetString()
        : null;

    private JsonElement Right => json.GetProperty("right");

    public static DecodingCase Of(string file) => Cases.Value[file];

    public static byte[] Read(string file) => File.ReadAllBytes(SharedData.Fixture("decoding", "files", file));

    /// <summary>Shape and bytes of an expected picture.</summary>
    public static (int[] Shape, byte[] Rgb) Expected(string path)
    {
        Npy npy = Npy.Read(SharedData.Fixture("decoding", path));
        return (npy.Shape, npy.Bytes());
    }

    private static Dictionary<string, DecodingCase> Load()
    {
        using FileStream stream = File.OpenRead(SharedData.Fixture("decoding", "cases.json"));
        using JsonDocument document = JsonDocument.Parse(stream);
        return document.RootElement.GetProperty("cases").EnumerateArray()
            .ToDictionary(c => c.GetProperty("file").GetString()!["files/".Length..], c => new DecodingCase(c.Clone()));
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private int? Number(string name) => Right.TryGetProperty(name, out JsonElement value) ? value.GetInt32() : null;

    private JsonElement? TensorFlow(string op) =>
        json.TryGetProperty("tensorflow_1_15", out JsonElement old) && old.TryGetProperty(op, out JsonElement changed) ? changed
        : json.GetProperty("tensorflow").TryGetProperty(op, out JsonElement same) ? same : null;
}
