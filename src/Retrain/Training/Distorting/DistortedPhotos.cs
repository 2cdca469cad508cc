using Retrain.Foundation;
using Retrain.Photos;
using Retrain.Photos.Decoding;
using Retrain.Photos.Distorting;

namespace Retrain.Training.Distorting;

/// <summary>Photos of a list to distorted inputs. Thread-safe.</summary>
internal sealed class DistortedPhotos(DistortionJob job)
{
    private readonly DistortedReader<int> reader = new(job.Backbone.Preprocessing, job.Distortions, job.PictureMemory);

    /// <summary>Files decoded so far; less than photos filled, where pictures were kept.</summary>
    public int Decodings => reader.Decodings;

    /// <summary>Fills a network's input with a photo, distorted as drawn.</summary>
    /// <param name="row">The photo.</param>
    /// <param name="draw">What chance says.</param>
    /// <param name="buffer">The calling worker's own.</param>
    /// <param name="input">In the layout and range of the backbone's preprocessing, overwritten.</param>
    /// <exception cref="RetrainException">The photo cannot be read any more.</exception>
    public void Fill(int row, DistortionDraw draw, FileBuffer buffer, Span<float> input)
    {
        if (reader.TryRead(row, draw, input, out _))
        {
            return;
        }

        string path = job.Photos[row].Path;
        PhotoProblem? problem =
            buffer.Read(path) ?? reader.Read(row, buffer.Content, Path.GetFileName(path), draw, input).Problem;
        if (problem is { } found)
        {
            throw new RetrainException($"the photo {path} could be used when its bottleneck was computed, but cannot be distorted now: "
                + $"{found.Reason}; put it back and run again");
        }
    }
}
