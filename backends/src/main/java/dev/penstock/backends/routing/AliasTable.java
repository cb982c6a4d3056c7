package dev.penstock.backends.routing;

/**
 * An alias table: chooses an index by weight in constant time (A. J. Walker, 1977; built after M. D. Vose, 1991).
 * Immutable.
 */
final class AliasTable {
    private static final long ONE = 1L << Integer.SIZE;

    /** By column: fractions below this limit, of 2^32, choose the column's own index; others choose its alias. */
    private final long[] own;

    private final int[] alias;

    /** @param weights at least one weight, none negative, not all 0 */
    AliasTable(long[] weights) {
        int count = weights.length;
        double sum = 0;
        for (long weight : weights) {
            sum += weight;
        }
        own = new long[count];
        alias = new int[count];
        double[] scaled = new double[count];
        int[] small = new int[count];
        int[] large = new int[count];
        int smalls = 0;
        int larges = 0;
        for (int i = 0; i < count; i++) {
            scaled[i] = weights[i] * count / sum;
            own[i] = ONE;
            alias[i] = i;
            if (scaled[i] < 1) {
                small[smalls++] = i;
            } else {
                large[larges++] = i;
            }
        }
        while (smalls > 0 && larges > 0) {
            int less = small[--smalls];
            int more = large[larges - 1];
            own[less] = (long) (scaled[less] * ONE);
            alias[less] = more;
            scaled[more] -= 1 - scaled[less];
            if (scaled[more] < 1) {
                larges--;
                small[smalls++] = more;
            }
        }
    }

    /** The index for {@code spread}. Over all integers each index comes up in proportion to its weight. */
    int choose(int spread) {
        long place = Integer.toUnsignedLong(spread) * own.length;
        int column = (int) (place >>> Integer.SIZE);
        return (place & (ONE - 1)) < own[column] ? column : alias[column];
    }
}
