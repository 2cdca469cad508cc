using System.Text;
using CsCheck;
using Retrain.Photos.Listing;

namespace Retrain.Tests.Photos;

public sealed class CodePointComparerTests
{
    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.Const("a"), Gen.Const("\uD7FF"), Gen.Const("\uE000"), Gen.Const("\uFFFF"), Gen.Const("🙂"), Gen.Const("\U0010FFFF"))
        .Array[0, 4].Select(string.Concat);

    [Fact]
    public void Compare_AnyTexts_IsTheOrderOfTheirUtf8Bytes() =>
        Gen.Select(Texts, Texts).Sample((a, b) =>
            Math.Sign(CodePointComparer.Instance.Compare(a, b)) == Math.Sign(
                Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b))));
}
