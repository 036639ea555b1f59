namespace Manidala.Engine.Retrieval;

/// <summary>
/// The sixteen points of each piece that stand for all of its values: by k-means over a sample of residuals, and evenly spread for biases, whose pieces add up.
/// </summary>
internal sealed class ResidualCodebook
{
    private const int Rounds = 12;

    // Of the sampled biases at either end: what lies further out counts as this.
    private const double OutlyingShare = 0.0005;

    private readonly Subspaces _subspaces;

    // Piece by piece: the points' first numbers, then their second ones.
    private readonly float[] _points;

    private ResidualCodebook(Subspaces subspaces, float[] points)
    {
        _subspaces = subspaces;
        _points = points;
    }

    public Subspaces Subspaces => _subspaces;

    /// <param name="residuals">Row-major.</param>
    public static ResidualCodebook Train(float[] residuals, Subspaces subspaces, ParallelOptions parallel)
    {
        var book = new ResidualCodebook(subspaces, new float[RoomFor(subspaces)]);
        Parallel.For(0, subspaces.OfVector, parallel, piece => book.TrainPiece(residuals, piece));
        book.SpreadBiases(residuals);
        return book;
    }

    public static ResidualCodebook Read(ref IndexFileReader file, Subspaces subspaces)
    {
        float[] points = file.ReadMany<float>();
        IndexFileReader.RefuseUnless(points.Length == RoomFor(subspaces), $"{points.Length} numbers are no points of {subspaces.Count} pieces");
        return new ResidualCodebook(subspaces, points);
    }

    public void Write(IndexFileWriter file) => file.WriteMany<float>(_points);

    /// <summary>The points of a piece in one direction: 0 or 1.</summary>
    public ReadOnlySpan<float> Points(int piece, int direction) =>
        _points.AsSpan(((piece * Subspaces.Width) + direction) * Subspaces.Codes, Subspaces.Codes);

    /// <summary>The code of each piece of a residual.</summary>
    public void Encode(ReadOnlySpan<float> residual, Span<byte> codes)
    {
        for (int piece = 0; piece < _subspaces.OfVector; piece++)
        {
            (int first, int count) = _subspaces.SpanOf(piece);
            codes[piece] = (byte)Nearest(piece, residual[first], count == Subspaces.Width ? residual[first + 1] : 0);
        }

        float left = residual[^1];
        for (int piece = _subspaces.OfVector; piece < _subspaces.Count; piece++)
        {
            codes[piece] = (byte)Nearest(piece, left / (_subspaces.Count - piece), 0);
            left -= Points(piece, 0)[codes[piece]];
        }
    }

    private static int RoomFor(Subspaces subspaces) => subspaces.Count * Subspaces.Codes * Subspaces.Width;

    private void SpreadBiases(float[] residuals)
    {
        float[] biases = [.. Enumerable.Range(1, residuals.Length / _subspaces.Numbers).Select(row => residuals[(row * _subspaces.Numbers) - 1])];
        Array.Sort(biases);
        int outlying = (int)(biases.Length * OutlyingShare);
        float lowest = biases[outlying];
        float highest = biases[^(outlying + 1)];
        int pieces = _subspaces.Count - _subspaces.OfVector;
        for (int piece = _subspaces.OfVector; piece < _subspaces.Count; piece++)
        {
            Span<float> points = _points.AsSpan(piece * Subspaces.Width * Subspaces.Codes, Subspaces.Codes);
            for (int code = 0; code < Subspaces.Codes; code++)
            {
                points[code] = (lowest + ((highest - lowest) * code / (Subspaces.Codes - 1))) / pieces;
            }
        }
    }

    private void TrainPiece(float[] residuals, int piece)
    {
        (int first, int count) = _subspaces.SpanOf(piece);
        int rows = residuals.Length / _subspaces.Numbers;
        Span<float> x = _points.AsSpan(piece * Subspaces.Width * Subspaces.Codes, Subspaces.Codes);
        Span<float> y = _points.AsSpan(((piece * Subspaces.Width) + 1) * Subspaces.Codes, Subspaces.Codes);
        for (int code = 0; code < Subspaces.Codes; code++)
        {
            int row = (int)((long)code * rows / Subspaces.Codes);
            x[code] = residuals[(row * _subspaces.Numbers) + first];
            y[code] = count == Subspaces.Width ? residuals[(row * _subspaces.Numbers) + first + 1] : 0;
        }

        Span<double> sumX = stackalloc double[Subspaces.Codes];
        Span<double> sumY = stackalloc double[Subspaces.Codes];
        Span<int> counts = stackalloc int[Subspaces.Codes];
        for (int round = 0; round < Rounds; round++)
        {
            sumX.Clear();
            sumY.Clear();
            counts.Clear();
            for (int row = 0; row < rows; row++)
            {
                float atX = residuals[(row * _subspaces.Numbers) + first];
                float atY = count == Subspaces.Width ? residuals[(row * _subspaces.Numbers) + first + 1] : 0;
                int code = Nearest(piece, atX, atY);
                sumX[code] += atX;
                sumY[code] += atY;
                counts[code]++;
            }

            for (int code = 0; code < Subspaces.Codes; code++)
            {
                if (counts[code] > 0)
                {
                    x[code] = (float)(sumX[code] / counts[code]);
                    y[code] = (float)(sumY[code] / counts[code]);
                }
            }
        }
    }

    private int Nearest(int piece, float x, float y)
    {
        ReadOnlySpan<float> pointsX = Points(piece, 0);
        ReadOnlySpan<float> pointsY = Points(piece, 1);
        int nearest = 0;
        float least = float.PositiveInfinity;
        for (int code = 0; code < Subspaces.Codes; code++)
        {
            float alongX = x - pointsX[code];
            float alongY = y - pointsY[code];
            float distance = (alongX * alongX) + (alongY * alongY);
            if (distance < least)
            {
                least = distance;
                nearest = code;
            }
        }

        return nearest;
    }
}
