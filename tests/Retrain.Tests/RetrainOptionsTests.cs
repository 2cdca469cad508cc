using Retrain.Backbones;
using Retrain.Bottlenecks;
using Retrain.Foundation;
using Retrain.Photos;
using Retrain.Training;

namespace Retrain.Tests;

public sealed class RetrainOptionsTests
{
    [Theory]
    [InlineData(true, 0, true)]
    [InlineData(true, 8, false)]
    [InlineData(false, 0, false)]
    public async Task RecipeFor_NetworkWithQuantisers_QuantisesAPlainLayer(bool isQuantized, int hiddenUnits, bool expected)
    {
        Backbone backbone = isQuantized
            ? await Backbone.LoadAsync(
                SharedData.Fixture("tensorflow", "frozen", "retrain_quantops", "graph.pb"), TestContext.Current.CancellationToken)
            : Backbone.Embedded;
        var options = new RetrainOptions { Seed = 3, Sgd = new SgdOptions { HiddenUnits = hiddenUnits } };

        SgdOptions recipe = options.RecipeFor(backbone).Sgd;

        Assert.Equal((expected, 3L), (recipe.FakeQuantize, recipe.Seed));
    }

    /// <summary>REFERENCE 1.2, where the original has the option.</summary>
    [Fact]
    public void Defaults_AreTheOriginals()
    {
        var options = new RetrainOptions();

        Assert.Equal((0, -1, "final_result"), (options.Seed, options.TestBatchSize, options.FinalTensorName));
        Assert.Equal((Optimizer.Sgd, ClassWeights.None), (options.Optimizer, options.ClassWeights));
        Assert.Equal(new SplitOptions { ValidationPercentage = 10, TestingPercentage = 10, Compat = false, SplitFile = null },
            options.Split);
        Assert.Equal(new BottleneckOptions { CacheFolder = null, Workers = 0, Strict = false }, options.Bottlenecks);
        Assert.Equal(
            new SgdOptions
            {
                Steps = 4000,
                LearningRate = 0.01f,
                TrainBatchSize = 100,
                ValidationBatchSize = 100,
                EvaluationInterval = 10,
                Seed = 0
            },
            options.Sgd);
        Assert.Equal([0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1], options.Lbfgs.Strengths);
        Assert.Equal((null, StrengthChoice.CrossEntropy), (options.Lbfgs.Standardise, options.Lbfgs.ChooseBy));
        options.Validate();
    }

    [Fact]
    public void Validate_EverythingWrong_NamesEachFaultOnALineOfItsOwn()
    {
        var options = new RetrainOptions
        {
            Split = new SplitOptions { ValidationPercentage = -1, TestingPercentage = 101 },
            Sgd = new SgdOptions
            {
                Steps = -1,
                LearningRate = float.NaN,
                EvaluationInterval = 0,
                TrainBatchSize = 0,
                ValidationBatchSize = 0
            },
            Lbfgs = new LbfgsOptions { Strengths = [0.1, 0] },
            TestBatchSize = 0,
            FinalTensorName = "my result",
        };

        var fault = Assert.Throws<UsageException>(options.Validate);

        Assert.Equal(
            """
            validation_percentage must be from 0 to 100; found -1
            testing_percentage must be from 0 to 100; found 101
            validation_percentage and testing_percentage must leave photos to train on; found -1 + 101
            how_many_training_steps must be 0 or more; found -1
            learning_rate must be a number above 0; found NaN
            eval_step_interval must be 1 or more; found 0
            train_batch_size must not be 0; -1 takes all training photos
            validation_batch_size must not be 0; -1 takes the whole validation set
            test_batch_size must not be 0; -1 takes the whole test set
            strengths of lbfgs must be one or more numbers above 0
            final_tensor_name must be letters, digits, _ . / or -, and begin with a letter or digit; found 'my result'
            """,
            fault.Message);
    }

    [Theory]
    [InlineData(50, 49, true)]
    [InlineData(50, 50, false)]
    [InlineData(0, 99, true)]
    [InlineData(100, 0, false)]
    public void Validate_SharesOfTheSplit_MustLeavePhotosToTrainOn(int validation, int testing, bool isFine)
    {
        var options = new RetrainOptions { Split = new SplitOptions { ValidationPercentage = validation, TestingPercentage = testing } };
        Assert.Equal(
            isFine ? "" : $"validation_percentage and testing_percentage must leave photos to train on; found {validation} + {testing}",
            FaultOf(options));
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(-0.1f)]
    [InlineData(float.PositiveInfinity)]
    public void Validate_LearningRateThatIsNone_IsRefused(float rate) =>
        Assert.Equal($"learning_rate must be a number above 0; found {rate}",
            FaultOf(new RetrainOptions { Sgd = new SgdOptions { LearningRate = rate } }));

    [Theory]
    [InlineData("final_result", true)]
    [InlineData("a/b.c-d_1", true)]
    [InlineData("0", true)]
    [InlineData("", false)]
    [InlineData("_hidden", false)]
    [InlineData("a:0", false)]
    [InlineData("naïve", false)]
    [InlineData("line\n", false)]
    public void Validate_FinalTensorName_IsOneThatTensorFlowTakes(string name, bool isFine) =>
        Assert.Equal(isFine, FaultOf(new RetrainOptions { FinalTensorName = name }).Length == 0);

    [Fact]
    public void Validate_NoStrengths_IsRefused() =>
        Assert.Equal("strengths of lbfgs must be one or more numbers above 0",
            FaultOf(new RetrainOptions { Lbfgs = new LbfgsOptions { Strengths = [] } }));

    private static string FaultOf(RetrainOptions options) =>
        Record.Exception(options.Validate) is { } fault ? Assert.IsType<UsageException>(fault).Message : "";
}
