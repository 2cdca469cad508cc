using Retrain.Graph.WholeNumbers;

namespace Retrain.Graph.Tests.WholeNumbers;

public sealed class MultiplierTests
{
    [Theory]
    [InlineData(0.5, 1 << 30, 0)]
    [InlineData(1, 1 << 30, 1)]
    [InlineData(0.375, 3 << 29, -1)]
    [InlineData(0.99999999999, 1 << 30, 1)]
    [InlineData(1e-12, 0, 0)]
    [InlineData(0, 0, 0)]
    public void Of_Number_IsTheNearestFactorAndShift(double number, int factor, int shift) =>
        Assert.Equal(new Multiplier(factor, shift), Multiplier.Of(number));

    [Fact]
    public void Times_AnyNumber_IsWithinOneOfTheRealProduct()
    {
        foreach (double number in (double[])[0.001, 0.0123, 0.25, 0.4999, 0.9, 1, 1.7, 3])
        {
            var multiplier = Multiplier.Of(number);
            for (int x = -70000; x < 70000; x += 31)
            {
                Assert.InRange(multiplier.Times(x) - (x * number), -1, 1);
                double most = 1 + (Math.Abs(x * number) / 16384);
                Assert.InRange(multiplier.Times((long)x) - (x * number), -most, most);
            }
        }
    }

    [Theory]
    [InlineData(5, 1, 3)]
    [InlineData(-5, 1, -3)]
    [InlineData(6, 2, 2)]
    [InlineData(-6, 2, -2)]
    [InlineData(7, 0, 7)]
    [InlineData(int.MinValue, 31, -1)]
    [InlineData(int.MaxValue, 31, 1)]
    [InlineData(1 << 29, 31, 0)]
    public void RoundingRight_Halves_GoAwayFromZero(int number, int bits, int expected) =>
        Assert.Equal(expected, Multiplier.RoundingRight(number, bits));

    [Fact]
    public void DoublingHigh_Halves_GoUp()
    {
        Assert.Equal(1, Multiplier.DoublingHigh(1, 1 << 30));
        Assert.Equal(0, Multiplier.DoublingHigh(-1, 1 << 30));
        Assert.Equal(-1, Multiplier.DoublingHigh(-3, 1 << 30));
        Assert.Equal(int.MaxValue, Multiplier.DoublingHigh(int.MinValue, int.MinValue));
    }
}
