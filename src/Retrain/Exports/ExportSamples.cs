using System.Reflection;
using System.Text.RegularExpressions;
using Retrain.Foundation;

namespace Retrain.Exports;

/// <summary>Programs in other languages that use exported models without this one; those that fit go into the output folder.</summary>
internal static partial class ExportSamples
{
    /// <summary>Name of their folder.</summary>
    public const string FolderName = "samples";

    /// <summary>A file that the folder has.</summary>
    public const string Mark = "README.md";

    private const string Prefix = "samples/";
    private const string SharedScript = "retrain-preprocess.js";

    private static readonly (string Folder, string Note, Func<ExportKind, string, bool> Fits)[] Samples =
    [
        ("python",
            "Python: python3 label_image_tflite.py MODEL.tflite PHOTO, python3 label_image_onnx.py MODEL.onnx PHOTO "
                + "(the first lines say what they need)",
            (kind, file) => file.Contains("tflite", StringComparison.Ordinal) ? IsLite(kind)
                : file.Contains("onnx", StringComparison.Ordinal) ? IsOnnx(kind)
                : IsLite(kind) || IsOnnx(kind)),
        ("javascript",
            "JavaScript in node: npm install, then node label-image.mjs MODEL.onnx PHOTO or node label-image.mjs tfjs/model.json PHOTO",
            (kind, _) => IsOnnx(kind) || kind is ExportKind.TensorFlowJs or ExportKind.TensorFlowJsFloat16),
        ("OnnxRuntimeOnly", "C# with ONNX Runtime only: dotnet run --project OnnxRuntimeOnly MODEL.onnx PHOTO", (kind, _) => IsOnnx(kind)),
        ("kotlin", "Kotlin: a note on MediaPipe Tasks and LiteRT", (kind, _) => IsLite(kind)),
    ];

    /// <summary>Writes those that fit.</summary>
    /// <param name="folder">Is made.</param>
    /// <param name="kinds">What was exported.</param>
    /// <returns>Names of the folders in it; empty: none fits, and nothing was written.</returns>
    /// <exception cref="IOException">The disk says no.</exception>
    public static IReadOnlyList<string> Write(string folder, IReadOnlyCollection<ExportKind> kinds)
    {
        var assembly = Assembly.GetExecutingAssembly();
        string[] names =
        [
            .. assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];
        var written = new List<string>();
        var notes = new List<string>();
        foreach ((string sample, string note, Func<ExportKind, string, bool> fits) in Samples)
        {
            string[] files = [.. names.Select(n => n[Prefix.Length..]).Where(n => n.StartsWith(sample + "/", StringComparison.Ordinal))];
            files = [.. files.Where(f => kinds.Any(k => fits(k, f)))];
            if (files.Length == 0)
            {
                continue;
            }

            foreach (string file in files)
            {
                Text(file, Alone(file, Read(assembly, Prefix + file), assembly));
            }

            if (sample == "javascript")
            {
                Text($"{sample}/{SharedScript}", Read(assembly, "web/" + SharedScript));
            }

            written.Add(sample);
            notes.Add($"- `{sample}`: {note}\n");
        }

        if (written.Count > 0)
        {
            Text(Mark, "# Programs that use the exported models without Retrain\n\nEach reads the record inside the model (size, range, resize rule, "
                + "crop, orientation, channels) and gives label_image's labels.\n\n" + string.Concat(notes));
        }

        return written;

        void Text(string file, string text)
        {
            string path = Path.Combine(folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            AtomicFile.WriteText(path, text);
        }
    }

    /// <summary>A file of the repository as it works outside of it: what it takes from its neighbourhood there is put in.</summary>
    private static string Alone(string file, string text, Assembly assembly)
    {
        if (!file.EndsWith(".csproj", StringComparison.Ordinal))
        {
            return text.Replace("../../src/Retrain/Exports/Web/", "./", StringComparison.Ordinal);
        }

        var versions = Versions().Matches(Read(assembly, Prefix + "versions")).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);
        text = References().Replace(text, m => $"<PackageReference Include=\"{m.Groups[1].Value}\" Version=\"{versions[m.Groups[1].Value]}\" />");
        return text.Replace(
            "<OutputType>Exe</OutputType>",
            "<OutputType>Exe</OutputType>\n    <TargetFramework>net10.0</TargetFramework>\n    <Nullable>enable</Nullable>\n"
                + "    <ImplicitUsings>enable</ImplicitUsings>",
            StringComparison.Ordinal);
    }

    private static string Read(Assembly assembly, string resource)
    {
        using Stream stream = assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The resource {resource} is not in the assembly");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private static bool IsLite(ExportKind kind) =>
        kind is ExportKind.Lite or ExportKind.LiteFloat16 or ExportKind.LiteDynamic or ExportKind.LiteInt8;

    private static bool IsOnnx(ExportKind kind) => kind is ExportKind.Onnx or ExportKind.OnnxInt8;

    [GeneratedRegex("<PackageVersion Include=\"([^\"]+)\" Version=\"([^\"]+)\"")]
    private static partial Regex Versions();

    [GeneratedRegex("<PackageReference Include=\"([^\"]+)\" />")]
    private static partial Regex References();
}
