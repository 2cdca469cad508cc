using System.Formats.Tar;
using System.IO.Compression;
using Google.Protobuf;
using Retrain.Formats.TensorFlow.Schema;

namespace Retrain.EndToEnd;

/// <summary>The committed Hub module with one thing changed.</summary>
internal static class ChangedModule
{
    /// <summary>Unpacks the module to a folder and changes its graphs.</summary>
    public static void Write(string folder, Action<MetaGraphDef> change)
    {
        Directory.CreateDirectory(folder);
        using (FileStream archive = File.OpenRead(SharedData.Fixture("tensorflow", "modules", "inception_v1_thin", "module.tar.gz")))
        using (var unpacked = new GZipStream(archive, CompressionMode.Decompress))
        {
            TarFile.ExtractToDirectory(unpacked, folder, overwriteFiles: true);
        }

        string file = Path.Combine(folder, "saved_model.pb");
        SavedModel model = SavedModel.Parser.ParseFrom(File.ReadAllBytes(file));
        foreach (MetaGraphDef graph in model.MetaGraphs)
        {
            change(graph);
        }

        File.WriteAllBytes(file, model.ToByteArray());
    }

    /// <summary>The input takes one photo.</summary>
    public static void FixBatch(MetaGraphDef graph)
    {
        foreach (SignatureDef signature in graph.SignatureDef.Values)
        {
            TensorInfo input = signature.Inputs["images"];
            input.TensorShape.Dim[0].Size = 1;
            graph.GraphDef.Node.Single(n => input.Name == n.Name + ":0").Attr["shape"].Shape.Dim[0].Size = 1;
        }
    }

    /// <summary>The input is called otherwise than Hub's convention.</summary>
    public static void RenameInput(MetaGraphDef graph)
    {
        foreach (SignatureDef signature in graph.SignatureDef.Values)
        {
            signature.Inputs["pictures"] = signature.Inputs["images"];
            signature.Inputs.Remove("images");
        }
    }
}
