using Retrain.Formats.Keras;

namespace Retrain.Formats.Tests.Keras;

/// <summary>Architectures that are broken on purpose, and names.</summary>
public sealed class KerasTopologyTests
{
    private const string Input =
        "{'class_name':'InputLayer','name':'x','config':{'batch_input_shape':[null,1],'name':'x'},'inbound_nodes':[]}";

    [Theory]
    [InlineData("{'class_name':'A','name':'a','config':{},'inbound_nodes':[[['b',0,0,{}]]]},"
        + "{'class_name':'A','name':'b','config':{},'inbound_nodes':[[['a',0,0,{}]]]}", "b", "circle|'a'")]
    [InlineData("{'class_name':'A','name':'a','config':{},'inbound_nodes':[[['a',0,0,{}]]]}", "a", "circle")]
    [InlineData("{'class_name':'A','name':'x','config':{},'inbound_nodes':[]}", "x", "two layers 'x'")]
    [InlineData("{'class_name':'A','name':'a','config':{},'inbound_nodes':[[['gone',0,0,{}]]]}", "a", "'gone'")]
    [InlineData("{'class_name':'Dropout','name':'a','config':{},'inbound_nodes':[[['x',3,0,{}]]]}", "a", "call 3 of layer 'x'")]
    [InlineData("{'class_name':'Dropout','name':'a','config':{},'inbound_nodes':[[['x',0,5,{}]]]}", "a", "output 5 of layer 'x'")]
    [InlineData("{'class_name':'Dropout','name':'a','config':{},'inbound_nodes':[7]}", "a", "inbound_nodes")]
    [InlineData("{'class_name':'Dropout','name':'a'}", "a", "class_name and config")]
    public void Read_BrokenArchitecture_SaysWhatIsWrong(string layers, string output, string parts)
    {
        string message = Assert.Throws<KerasFormatException>(() => KerasNetworkReader.Read(TinyModel.Of(
            $"{{'class_name':'Functional','config':{{'name':'m','layers':[{Input},{layers}],'input_layers':[['x',0,0]],"
                + $"'output_layers':[['{output}',0,0]]}}}}"))).Message;
        Assert.All(parts.Split('|'), p => Assert.Contains(p, message));
    }

    [Fact]
    public void Read_DeepNesting_IsOneClearError()
    {
        string json = "{'class_name':'Dropout','config':{}}";
        for (int i = 0; i < 200; i++)
        {
            json = $"{{'class_name':'Sequential','config':{{'layers':[{json}]}}}}";
        }

        Assert.Contains("JSON", Assert.Throws<KerasFormatException>(() => TinyModel.Of(json)).Message);
    }

    [Theory]
    [InlineData("{\"class_name\":\"\\ud800\"}")]
    [InlineData("{\"class_name\":\"a")]
    [InlineData("")]
    public void ParseJson_BrokenText_IsOneClearError(string text) =>
        Assert.Contains("JSON", Assert.Throws<KerasFormatException>(
            () => KerasTopology.ParseJson(System.Text.Encoding.UTF8.GetBytes(text))).Message);

    [Fact]
    public void Read_ModelsThatDoubleThemselves_AreStopped()
    {
        // 2^40 uses of a layer out of a few kilobytes.
        string json = "{'class_name':'Dropout','name':'l','config':{'name':'l'},'inbound_nodes':[[['x',0,0,{}]]]}";
        for (int i = 0; i < 40; i++)
        {
            string graph = $"{{'class_name':'Functional','name':'m{i}','config':{{'name':'m{i}','layers':[{Input},{json}],"
                + $"'input_layers':[['x',0,0]],'output_layers':[['{(i == 0 ? "l" : $"m{i - 1}")}',{(i == 0 ? 0 : 2)},0]]}}";
            json = graph + $",'inbound_nodes':[[['x',0,0,{{}}]],[['m{i}',1,0,{{}}]]]}}";
        }

        KerasModel model = TinyModel.Of(json);
        Assert.Contains("times", Assert.Throws<KerasFormatException>(() => KerasNetworkReader.Read(model)).Message);
    }

    [Theory]
    [InlineData("Conv2D", "conv2d")]
    [InlineData("DepthwiseConv2D", "depthwise_conv2d")]
    [InlineData("PReLU", "p_re_lu")]
    [InlineData("Conv2DTranspose", "conv2d_transpose")]
    [InlineData("GlobalAveragePooling2D", "global_average_pooling2d")]
    public void Read_LayersOfOneClass_AreNumberedAsInWeightsFiles(string className, string storage)
    {
        KerasGraph graph = KerasTopology.Read(TinyModel.Json(
            $"{{'class_name':'Sequential','config':{{'name':'m','layers':[{Input},{{'class_name':'{className}','config':{{'name':'a'}}}},"
                + $"{{'class_name':'{className}','config':{{'name':'b'}}}}]}}}}"));
        Assert.Equal([storage, storage + "_1"], graph.Layers.Skip(1).Select(l => l.StorageName));
    }

    [Fact]
    public void Find_WeightsOfLayersOfOneName_AreToldApartByTheirModels()
    {
        var names = new WeightNames(["one/conv/kernel:0", "two/conv/kernel:0", "other_conv/kernel:0"]);
        KerasLayer Layer(string name) => new() { ClassName = "Conv2D", Name = name, Config = default };
        Assert.Equal("two/conv/kernel:0", names.Find(new KerasPlace([Layer("two"), Layer("conv")]), ["kernel"]));
        Assert.Null(names.Find(new KerasPlace([Layer("three")]), ["kernel"]));
        Assert.Contains("cannot be told", Assert.Throws<KerasFormatException>(
            () => names.Find(new KerasPlace([Layer("three"), Layer("conv")]), ["kernel"])).Message);
    }
}
