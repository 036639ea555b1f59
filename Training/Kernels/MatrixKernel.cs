using System.Runtime.Intrinsics;

namespace Manidala.Training.Kernels;

/// <summary>
/// Products of small matrices in one thread: C (+)= A·B, where B was packed into panels of 16 columns. Tiles of 6 × 16 stay in registers. What training
/// multiplies has 64 to 400 rows a side, where libraries made for large matrices are at their slowest.
/// </summary>
internal static unsafe class MatrixKernel
{
    /// <summary>Columns of a panel; the number of B's columns is rounded up to it.</summary>
    public const int PanelColumns = 16;

    private const int TileRows = 6;
    private const int Half = 8;

    public static int Padded(int columns) => (columns + PanelColumns - 1) / PanelColumns * PanelColumns;

    /// <summary>Packs B[p, j] = source[p·stride + j]; columns beyond the last are zeros.</summary>
    public static void Pack(float* source, int depth, int columns, int stride, float* panels)
    {
        for (int first = 0; first < columns; first += PanelColumns)
        {
            int count = Math.Min(PanelColumns, columns - first);
            for (int p = 0; p < depth; p++, panels += PanelColumns)
            {
                float* from = source + ((long)p * stride) + first;
                if (count == PanelColumns)
                {
                    Vector256.Store(Vector256.Load(from), panels);
                    Vector256.Store(Vector256.Load(from + Half), panels + Half);
                    continue;
                }

                for (int j = 0; j < PanelColumns; j++)
                {
                    panels[j] = j < count ? from[j] : 0;
                }
            }
        }
    }

    /// <summary>Packs B[p, j] = source[j·stride + p]: the transpose of a matrix that lies row by row.</summary>
    public static void PackTransposed(float* source, int depth, int columns, int stride, float* panels)
    {
        for (int first = 0; first < columns; first += PanelColumns)
        {
            int count = Math.Min(PanelColumns, columns - first);
            for (int j = 0; j < PanelColumns; j++)
            {
                float* from = source + ((long)(first + j) * stride);
                for (int p = 0; p < depth; p++)
                {
                    panels[(p * PanelColumns) + j] = j < count ? from[p] : 0;
                }
            }

            panels += (long)depth * PanelColumns;
        }
    }

    /// <summary>C = A·B, or C += A·B. C's rows must have room for B's padded columns.</summary>
    public static void Multiply(Left a, float* panels, int columns, float* c, int stride, bool adds)
    {
        for (int column = 0; column < columns; column += PanelColumns)
        {
            for (int row = 0; row < a.Rows; row += TileRows)
            {
                Tile(a, row, panels, c + ((long)row * stride) + column, stride, adds);
            }

            panels += (long)a.Depth * PanelColumns;
        }
    }

    private static void Tile(Left left, int first, float* panel, float* c, int stride, bool adds)
    {
        // Rows beyond the last are computed as copies of the first and not stored.
        int rows = Math.Min(TileRows, left.Rows - first);
        float* a = left.Start + ((long)first * left.RowStride);
        long step = left.DepthStride;
        long r1 = rows > 1 ? left.RowStride : 0;
        long r2 = rows > 2 ? 2L * left.RowStride : 0;
        long r3 = rows > 3 ? 3L * left.RowStride : 0;
        long r4 = rows > 4 ? 4L * left.RowStride : 0;
        long r5 = rows > 5 ? 5L * left.RowStride : 0;
        Vector256<float> c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default;
        Vector256<float> c30 = default, c31 = default, c40 = default, c41 = default, c50 = default, c51 = default;
        float* end = panel + ((long)left.Depth * PanelColumns);
        for (; panel < end; panel += PanelColumns, a += step)
        {
            var b0 = Vector256.Load(panel);
            var b1 = Vector256.Load(panel + Half);
            var value = Vector256.Create(*a);
            c00 = Vector256.FusedMultiplyAdd(value, b0, c00);
            c01 = Vector256.FusedMultiplyAdd(value, b1, c01);
            value = Vector256.Create(a[r1]);
            c10 = Vector256.FusedMultiplyAdd(value, b0, c10);
            c11 = Vector256.FusedMultiplyAdd(value, b1, c11);
            value = Vector256.Create(a[r2]);
            c20 = Vector256.FusedMultiplyAdd(value, b0, c20);
            c21 = Vector256.FusedMultiplyAdd(value, b1, c21);
            value = Vector256.Create(a[r3]);
            c30 = Vector256.FusedMultiplyAdd(value, b0, c30);
            c31 = Vector256.FusedMultiplyAdd(value, b1, c31);
            value = Vector256.Create(a[r4]);
            c40 = Vector256.FusedMultiplyAdd(value, b0, c40);
            c41 = Vector256.FusedMultiplyAdd(value, b1, c41);
            value = Vector256.Create(a[r5]);
            c50 = Vector256.FusedMultiplyAdd(value, b0, c50);
            c51 = Vector256.FusedMultiplyAdd(value, b1, c51);
        }

        Put(c, c00, c01, adds);
        if (rows > 1)
        {
            Put(c + stride, c10, c11, adds);
        }

        if (rows > 2)
        {
            Put(c + (2L * stride), c20, c21, adds);
        }

        if (rows > 3)
        {
            Put(c + (3L * stride), c30, c31, adds);
        }

        if (rows > 4)
        {
            Put(c + (4L * stride), c40, c41, adds);
        }

        if (rows > 5)
        {
            Put(c + (5L * stride), c50, c51, adds);
        }
    }

    private static void Put(float* c, Vector256<float> low, Vector256<float> high, bool adds)
    {
        if (adds)
        {
            low += Vector256.Load(c);
            high += Vector256.Load(c + Half);
        }

        Vector256.Store(low, c);
        Vector256.Store(high, c + Half);
    }

    /// <summary>The left factor: A[i, p] = start[i·rowStride + p·depthStride], so that a transpose needs no copy.</summary>
    internal readonly struct Left(float* start, int rows, int depth, int rowStride, int depthStride)
    {
        public float* Start { get; } = start;

        public int Rows { get; } = rows;

        public int Depth { get; } = depth;

        public int RowStride { get; } = rowStride;

        public int DepthStride { get; } = depthStride;

        /// <summary>A matrix that lies row by row.</summary>
        public static Left Of(float* start, int rows, int depth, int stride) => new(start, rows, depth, stride, 1);

        /// <summary>The transpose of a matrix of <paramref name="depth"/> rows that lies row by row.</summary>
        public static Left Transposed(float* start, int rows, int depth, int stride) => new(start, rows, depth, 1, stride);
    }
}
