using Retrain.Formats.Keras;
using Retrain.Graph;

namespace Retrain.Formats.Tests.Keras;

/// <summary>Layers and arithmetic that the recorded models do not use, against their formulas.</summary>
public sealed class LayerTests
{
    private static readonly float[] Numbers = [-7f, -2.5f, -1f, -0.3f, 0f, 0.2f, 1f, 2.9f, 6.5f];

    public static TheoryData<string, double, double> ActivationValues { get; } = new()
    {
        { "relu6", 7, 6 },
        { "leaky_relu", -2, -0.4 },
        { "elu", -1, Math.Exp(-1) - 1 },
        { "exponential", 1, Math.E },
        { "softsign", -3, -0.75 },
        { "softplus", 1, 1.3132616875 },
        { "hard_silu", 1, 4.0 / 6 },
        { "hard_swish", -4, 0 },
        { "swish", 1, 0.7310585786 },
        { "mish", 1, 0.8650983883 },
        { "gelu", 1, 0.8413447461 },
        { "log_sigmoid", 1, -0.3132616875 },
        { "hard_tanh", 3, 1 },
        { "keras.activations.relu", -1, 0 },
    };

    [Theory]
    [MemberData(nameof(ActivationValues))]
    public void Activation_ByName_IsItsFormula(string name, double x, double y) =>
        Assert.Equal(y, One($"{{'class_name':'Activation','config':{{'name':'a','activation':'{name}'}}}}", x), 1e-6);

    [Theory]
    [InlineData((int)KerasDialect.Keras2, 1, 0.7)]
    [InlineData((int)KerasDialect.Keras3, 1, 4.0 / 6)]
    [InlineData((int)KerasDialect.TensorFlowJs, 1, 0.7)]
    public void HardSigmoid_PerVersion_DiffersAsKerasDoes(int dialect, double x, double y) =>
        Assert.Equal(
            y, One("{'class_name':'Activation','config':{'name':'a','activation':'hard_sigmoid'}}", x, (KerasDialect)dialect), 1e-6);

    [Theory]
    [InlineData("'relu6'", 9, 6)]
    [InlineData("{'module':'builtins','class_name':'function','config':'relu6','registered_name':'function'}", 9, 6)]
    [InlineData("{'class_name':'LeakyReLU','config':{'negative_slope':0.5}}", -2, -1)]
    [InlineData("{'class_name':'ReLU','config':{'max_value':2.0}}", 9, 2)]
    public void Activation_WrittenInAnyWay_IsUnderstood(string activation, double x, double y) =>
        Assert.Equal(y, One($"{{'class_name':'Activation','config':{{'name':'a','activation':{activation}}}}}", x), 1e-6);

    [Fact]
    public void Relu_WithAllItsArguments_IsKerasFormula()
    {
        Tensor y = Run("{'class_name':'ReLU','config':{'name':'r','max_value':2.0,'negative_slope':0.5,'threshold':1.0}}", Numbers);
        Assert.Equal(Numbers.Select(x => x >= 1 ? Math.Min(x, 2) : 0.5f * (x - 1)), y.Floats.ToArray());
    }

    [Fact]
    public void ThresholdedRelu_AtTheThreshold_IsZero()
    {
        Tensor y = Run("{'class_name':'ThresholdedReLU','config':{'name':'r','theta':1.0}}", Numbers);
        Assert.Equal(Numbers.Select(x => x > 1 ? x : 0), y.Floats.ToArray());
    }

    [Fact]
    public void BatchNormalization_OfAList_IsItsFormula()
    {
        Tensor y = TinyModel.Run(
            TinyModel.OneLayer("[null,2]", "{'class_name':'BatchNormalization','config':{'name':'b','axis':[1],'epsilon':0.5}}", weights:
            [
                ("b/gamma", List(2, 3)), ("b/beta", List(1, -1)), ("b/moving_mean", List(4, 5)), ("b/moving_variance", List(0.5f, 3.5f)),
            ]), Tensor.Of([6f, 9f], 1, 2));
        Assert.Equal([5f, 5f], y.Floats.ToArray());
    }

    [Fact]
    public void BatchNormalization_OfTheFirstAxisOfPictures_SpreadsOverTheRest()
    {
        Tensor y = TinyModel.Run(
            TinyModel.OneLayer("[null,2,1,2]", "{'class_name':'BatchNormalization','config':{'name':'b','axis':1,'scale':false,"
                + "'center':false,'epsilon':0.0}}", weights: [("b/moving_mean", List(1, 2)), ("b/moving_variance", List(1, 4))]),
            Tensor.Of([2f, 3f, 4f, 6f], 1, 2, 1, 2));
        Assert.Equal([1f, 2f, 1f, 2f], y.Floats.ToArray());
    }

    [Fact]
    public void LayerNormalization_OverSeveralAxes_UsesWeightsOfTheirShape()
    {
        Tensor y = TinyModel.Run(
            TinyModel.OneLayer("[null,1,2,2]", "{'class_name':'LayerNormalization','config':{'name':'n','axis':[2,3],'epsilon':0.0}}",
                weights: [("n/gamma", Tensor.Of([1f, 2f, 3f, 4f], 2, 2)), ("n/beta", Tensor.Of([0f, 0f, 0f, 1f], 2, 2))]),
            Tensor.Of([1f, 3f, 1f, 3f], 1, 1, 2, 2));
        Assert.Equal([-1f, 2f, -3f, 5f], y.Floats.ToArray());
    }

    [Fact]
    public void LayerScaleAndUnitNormalization_AreTheirFormulas()
    {
        Tensor scaled = TinyModel.Run(
            TinyModel.OneLayer("[null,2]", "{'class_name':'LayerScale','config':{'name':'s','projection_dim':2}}",
                weights: ("s/gamma", List(2, -1))), Tensor.Of([3f, 4f], 1, 2));
        Assert.Equal([6f, -4f], scaled.Floats.ToArray());
        Tensor unit = TinyModel.Run(
            TinyModel.OneLayer("[null,2]", "{'class_name':'UnitNormalization','config':{'name':'u','axis':-1}}"),
            Tensor.Of([3f, 4f], 1, 2));
        Assert.Equal(0.6f, unit.Floats[0], 1e-6f);
    }

    [Theory]
    [InlineData((int)KerasDialect.Keras2, "0 0.25 0.75 1")]
    [InlineData((int)KerasDialect.TensorFlowJs, "0 0.5 1 1")]
    public void UpSampling_Bilinear_SamplesAsItsRuntimeDoes(int dialect, string expected)
    {
        Tensor y = TinyModel.Run(
            TinyModel.OneLayer(
                "[null,1,2,1]", "{'class_name':'UpSampling2D','config':{'name':'u','size':[1,2],'interpolation':'bilinear'}}",
                (KerasDialect)dialect), Tensor.Of([0f, 1f], 1, 1, 2, 1));
        Assert.Equal(expected, string.Join(' ', y.Floats.ToArray().Select(v => FormattableString.Invariant($"{v}"))));
    }

    [Fact]
    public void Resizing_ToItsOwnSize_DoesNothing()
    {
        Tensor y = TinyModel.Run(
            TinyModel.OneLayer("[null,1,2,1]", "{'class_name':'Resizing','config':{'name':'r','height':1,'width':2,"
                + "'crop_to_aspect_ratio':true}}"), Tensor.Of([0f, 1f], 1, 1, 2, 1));
        Assert.Equal([0f, 1f], y.Floats.ToArray());
    }

    [Fact]
    public void CenterCrop_OfLargerPictures_TakesTheMiddle()
    {
        Tensor y = TinyModel.Run(
            TinyModel.OneLayer("[null,1,4,1]", "{'class_name':'CenterCrop','config':{'name':'c','height':1,'width':2}}"),
            Tensor.Of([0f, 1f, 2f, 3f], 1, 1, 4, 1));
        Assert.Equal([1f, 2f], y.Floats.ToArray());
    }

    [Fact]
    public void Normalization_Learnt_ReadsItsWeights()
    {
        Tensor y = TinyModel.Run(
            TinyModel.OneLayer("[null,2]", "{'class_name':'Normalization','config':{'name':'n','axis':[-1],'mean':null,'variance':null}}",
                weights: [("n/mean", List(1, 2)), ("n/variance", List(4, 0))]), Tensor.Of([5f, 2f], 1, 2));
        Assert.Equal([2f, 0f], y.Floats.ToArray());
    }

    [Fact]
    public void Rescaling_WithANumberAChannel_IsThatOfEfficientNet()
    {
        Tensor y = TinyModel.Run(
            TinyModel.OneLayer("[null,2]", "{'class_name':'Rescaling','config':{'name':'r','scale':{'class_name':'__numpy__','config':"
                + "{'value':[2.0,3.0],'dtype':'float32'}},'offset':1.0}}"), Tensor.Of([5f, 2f], 1, 2));
        Assert.Equal([11f, 7f], y.Floats.ToArray());
    }

    [Fact]
    public void Functions_OfKeras2_AreTakenByName()
    {
        // preprocess_input of MobileNet, as the tutorials build it in; then x[..., ::-1].
        Tensor y = TinyModel.Run(TinyModel.Of("""
            {'class_name':'Functional','config':{'name':'m','layers':[
            {'class_name':'InputLayer','name':'x','config':{'batch_input_shape':[null,3],'name':'x'},'inbound_nodes':[]},
            {'class_name':'TFOpLambda','name':'div','config':{'name':'div','function':'math.truediv'},
             'inbound_nodes':[['x',0,0,{'y':127.5,'name':null}]]},
            {'class_name':'TFOpLambda','name':'sub','config':{'name':'sub','function':'math.subtract'},
             'inbound_nodes':[['div',0,0,{'y':1.0,'name':null}]]},
            {'class_name':'SlicingOpLambda','name':'bgr','config':{'name':'bgr','function':'__operators__.getitem'},
             'inbound_nodes':[['sub',0,0,{'slice_spec':['...',{'start':null,'stop':null,'step':-1}]}]]},
            {'class_name':'TFOpLambda','name':'sum','config':{'name':'sum','function':'__operators__.add'},
             'inbound_nodes':[['bgr',0,0,{'y':['sub',0,0],'name':null}]]},
            {'class_name':'TFOpLambda','name':'minus','config':{'name':'minus','function':'math.subtract'},
             'inbound_nodes':[['_CONSTANT_VALUE',-1,10.0,{'y':['sum',0,0],'name':null}]]}
            ],'input_layers':[['x',0,0]],'output_layers':[['minus',0,0]]}}
            """), Tensor.Of([0f, 127.5f, 255f], 1, 3));
        Assert.Equal([10f, 10f, 10f], y.Floats.ToArray());
    }

    [Fact]
    public void Operations_OfKeras3_AreNoLayersOfTheSameName()
    {
        Tensor y = TinyModel.Run(TinyModel.Of("""
            {'class_name':'Functional','config':{'name':'m','layers':[
            {'class_name':'InputLayer','name':'x','config':{'batch_shape':[null,2],'name':'x'},'inbound_nodes':[]},
            {'module':'keras.src.ops.numpy','class_name':'Add','name':'add','config':{'name':'add'},'inbound_nodes':[{'args':[
              {'class_name':'__keras_tensor__','config':{'shape':[null,2],'dtype':'float32','keras_history':['x',0,0]}},3.0],'kwargs':{}}]},
            {'module':'keras.layers','class_name':'ReLU','name':'relu','config':{'name':'relu','max_value':6.0},'inbound_nodes':[{'args':[
              {'class_name':'__keras_tensor__','config':{'keras_history':['add',0,0]}}],'kwargs':{}}]},
            {'module':'keras.src.ops.numpy','class_name':'TrueDivide','name':'div','config':{'name':'div'},'inbound_nodes':[{'args':[
              {'class_name':'__keras_tensor__','config':{'keras_history':['relu',0,0]}},6.0],'kwargs':{}}]},
            {'module':'keras.layers','class_name':'Multiply','name':'mul','config':{'name':'mul'},'inbound_nodes':[{'args':[[
              {'class_name':'__keras_tensor__','config':{'keras_history':['x',0,0]}},
              {'class_name':'__keras_tensor__','config':{'keras_history':['div',0,0]}}]],'kwargs':{}}]}
            ],'input_layers':['x',0,0],'output_layers':['mul',0,0]}}
            """, KerasDialect.Keras3), Tensor.Of([1f, -4f], 1, 2));
        Assert.Equal(4f / 6, y.Floats[0], 1e-6f);
        Assert.Equal(0f, y.Floats[1]);
    }

    [Fact]
    public void Nodes_OfTheFirstKeras2_CarryTheirConstants()
    {
        Tensor y = TinyModel.Run(TinyModel.Of("""
            {'class_name':'Model','config':{'name':'m','layers':[
            {'class_name':'InputLayer','name':'x','config':{'batch_input_shape':[null,2],'name':'x'},'inbound_nodes':[]},
            {'class_name':'TensorFlowOpLayer','name':'div','config':{'name':'div',
             'node_def':{'name':'truediv','op':'RealDiv'},'constants':{'1':4.0}},
             'inbound_nodes':[[['x',0,0,{}]]]},
            {'class_name':'TensorFlowOpLayer','name':'sub','config':{'name':'sub',
             'node_def':{'name':'sub','op':'Sub'},'constants':{'0':1.0}},
             'inbound_nodes':[[['div',0,0,{}]]]}
            ],'input_layers':[['x',0,0]],'output_layers':[['sub',0,0]]}}
            """), Tensor.Of([4f, -4f], 1, 2));
        Assert.Equal([0f, 2f], y.Floats.ToArray());
    }

    [Fact]
    public void Layer_UsedTwice_HasOneSetOfWeights()
    {
        KerasModel model = TinyModel.Of("""
            {'class_name':'Functional','config':{'name':'m','layers':[
            {'class_name':'InputLayer','name':'x','config':{'batch_input_shape':[null,1],'name':'x'},'inbound_nodes':[]},
            {'class_name':'Dense','name':'d','config':{'name':'d','units':1},'inbound_nodes':[[['x',0,0,{}]],[['d',0,0,{}]]]},
            {'class_name':'Add','name':'a','config':{'name':'a'},'inbound_nodes':[[['d',0,0,{}],['d',1,0,{}]]]}
            ],'input_layers':[['x',0,0]],'output_layers':[['a',0,0]]}}
            """, weights: [("d/kernel", Tensor.Of([3f], 1, 1)), ("d/bias", List(1))]);
        Assert.Equal([7f + 22f], TinyModel.Run(model, Tensor.Of([2f], 1, 1)).Floats.ToArray());
        KerasNetwork network = KerasNetworkReader.Read(model);
        Assert.Equal(2, network.Build("a").Constants.Count());
    }

    [Fact]
    public void Model_UsedTwice_IsCalledWithEachInput()
    {
        KerasModel model = TinyModel.Of("""
            {'class_name':'Functional','config':{'name':'m','layers':[
            {'class_name':'InputLayer','name':'x','config':{'batch_input_shape':[null,1],'name':'x'},'inbound_nodes':[]},
            {'class_name':'Sequential','name':'s','config':{'name':'s','layers':[{'class_name':'Dense','config':{'name':'d','units':1,
             'batch_input_shape':[null,1]}}]},'inbound_nodes':[[['x',0,0,{}]],[['s',1,0,{}]]]}
            ],'input_layers':[['x',0,0]],'output_layers':[['s',2,0]]}}
            """, weights: [("d/kernel", Tensor.Of([3f], 1, 1)), ("d/bias", List(1))]);
        Assert.Equal([22f], TinyModel.Run(model, Tensor.Of([2f], 1, 1)).Floats.ToArray());
    }

    [Fact]
    public void Sequential_OfTheFirstVersions_IsAListWithTheShapeInItsFirstLayer()
    {
        KerasModel model = TinyModel.Of(
            "{'class_name':'Sequential','config':[{'class_name':'Flatten','config':{'name':'f','batch_input_shape':[null,1,2,1]}},"
                + "{'class_name':'Dropout','config':{'name':'o','rate':0.5}}]}");
        Assert.Equal([1f, 2f], TinyModel.Run(model, Tensor.Of([1f, 2f], 1, 1, 2, 1)).Floats.ToArray());
        Assert.Equal(["f", "o"], KerasNetworkReader.Read(model).Layers);
    }

    [Fact]
    public void Sequential_OfModelsWithoutInputLayers_TakesWhatTheInnermostTakes()
    {
        // As the browser's own Teachable Machine writes it.
        KerasModel model = TinyModel.Of("""
            {'class_name':'Sequential','config':{'name':'all','layers':[
            {'class_name':'Sequential','config':{'name':'base','layers':[
            {'class_name':'Model','config':{'name':'m','layers':[
            {'class_name':'InputLayer','name':'x','config':{'batch_input_shape':[null,1,2,1],'name':'x'},'inbound_nodes':[]},
            {'class_name':'ReLU','name':'r','config':{'name':'r'},'inbound_nodes':[[['x',0,0,{}]]]}
            ],'input_layers':[['x',0,0]],'output_layers':[['r',0,0]]}},
            {'class_name':'GlobalAveragePooling2D','config':{'name':'p'}}]}},
            {'class_name':'Sequential','config':{'name':'head','layers':[
            {'class_name':'Dense','config':{'name':'d','units':1,'use_bias':false,
            'batch_input_shape':[null,1]}}]}}]}}
            """, KerasDialect.TensorFlowJs, ("d/kernel", Tensor.Of([3f], 1, 1)));
        Assert.Equal([3f], TinyModel.Run(model, Tensor.Of([-1f, 2f], 1, 1, 2, 1)).Floats.ToArray());
        Assert.Equal(["r", "base/m/r", "m", "base/m", "p", "base/p", "base", "d", "head/d", "head"], KerasNetworkReader.Read(model).Layers);
    }

    [Fact]
    public void Read_SeveralUnknownLayers_NamesAllWithTheirClasses()
    {
        KerasModel model = TinyModel.Of(
            "{'class_name':'Sequential','config':{'name':'m','layers':["
                + "{'class_name':'Mine','config':{'name':'a','batch_input_shape':[null,2]}},"
                + "{'class_name':'Lambda','config':{'name':'b','function':['4wEA',null,null]}},"
                + "{'class_name':'Activation','config':{'name':'c','activation':'my_own'}},"
                + "{'module':null,'class_name':'Dense','registered_name':'shop>Dense','config':{'name':'d','units':2}}]}}");
        KerasNetwork network = KerasNetworkReader.Read(model);
        string message = Assert.Throws<KerasFormatException>(() => network.Build("d")).Message;
        Assert.All(["'a' (Mine)", "'b' (Lambda: it holds Python code, which is never run)", "'d' (shop>Dense)"],
            p => Assert.Contains(p, message));
    }

    [Theory]
    [InlineData("{'class_name':'Conv2D','config':{'name':'l','padding':'causal'}}", "padding causal")]
    [InlineData("{'class_name':'MaxPooling2D','config':{'name':'l','data_format':'channels_first'}}", "channels_first")]
    [InlineData("{'class_name':'UpSampling2D','config':{'name':'l','interpolation':'bicubic'}}", "interpolation bicubic")]
    [InlineData(
        "{'class_name':'Dropout','config':{'name':'l','dtype':{'class_name':'QuantizedDTypePolicy','config':{}}}}", "quantised weights")]
    [InlineData("{'class_name':'Dropout','config':{'name':'l','lora_rank':4}}", "lora_rank")]
    [InlineData("{'class_name':'Resizing','config':{'name':'l','height':1,'width':1,'crop_to_aspect_ratio':true}}", "crop_to_aspect_ratio")]
    [InlineData("{'class_name':'CenterCrop','config':{'name':'l','height':9,'width':9}}", "smaller than 9 x 9")]
    public void Read_ArgumentThatIsNotSupported_IsNamed(string layer, string reason)
    {
        KerasNetwork network = KerasNetworkReader.Read(TinyModel.OneLayer(
            "[null,4,4,3]", layer, weights: ("l/kernel", Tensor.Of(new float[3], 1, 1, 3, 1))));
        Assert.Contains(reason, Assert.Single(network.Unsupported).Reason);
    }

    [Theory]
    [InlineData("{'class_name':'Dense','config':{'name':'l','units':3}}", "'l' (Dense)|no weight 'kernel'")]
    [InlineData("{'class_name':'Reshape','config':{'name':'l','target_shape':[7,-1]}}", "'l' (Reshape)|cannot become")]
    [InlineData("{'class_name':'Permute','config':{'name':'l','dims':[1,1,2]}}", "'l' (Permute)|no order")]
    [InlineData("{'class_name':'Cropping2D','config':{'name':'l','cropping':2}}", "'l' (Cropping2D)|is left")]
    [InlineData("{'class_name':'Softmax','config':{'name':'l','axis':7}}", "'l' (Softmax)|axis 7")]
    [InlineData("{'class_name':'MaxPooling2D','config':{'name':'l','pool_size':'big'}}", "'l' (MaxPooling2D)|pool_size is \"big\"")]
    public void Read_BrokenLayer_IsNamedWithItsFault(string layer, string parts)
    {
        string message = Assert.Throws<KerasFormatException>(
            () => KerasNetworkReader.Read(TinyModel.OneLayer("[null,4,4,3]", layer))).Message;
        Assert.All(parts.Split('|'), p => Assert.Contains(p, message));
    }

    private static double One(string layer, double x, KerasDialect dialect = KerasDialect.Keras2) =>
        TinyModel.Run(TinyModel.OneLayer("[null,1]", layer, dialect), Tensor.Of([(float)x], 1, 1)).Floats[0];

    private static Tensor Run(string layer, float[] x) =>
        TinyModel.Run(TinyModel.OneLayer($"[null,{x.Length}]", layer), Tensor.Of(x, 1, x.Length));

    private static Tensor List(params float[] numbers) => Tensor.Of(numbers, numbers.Length);
}
