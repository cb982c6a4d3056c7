package dev.penstock.backends.routing;

/**
 * Chooses among a few by their weights, in constant time (A. J. Walker, 1977; built after M. D. Vose, 1991). Immutable.
 */
final class AliasTable {
    private static final long ONE = 1L << Integer.SIZE;

    /** Below which the fraction within a column means the column itself, of 2^32. */
    private final long[] own;

    private final int[] alias;

    /** @param weights at least one, none negative, not all 0 */
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

    /** The one for {@code spread}: each is chosen for as many of all integers as its weight says. */
    int choose(int spread) {
        long place = Integer.toUnsignedLong(spread) * own.length;
        int column = (int) (place >>> Integer.SIZE);
        return (place & (ONE - 1)) < own[column] ? column : alias[column];
    }
}
