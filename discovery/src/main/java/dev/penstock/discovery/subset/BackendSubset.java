package dev.penstock.discovery.subset;

import dev.penstock.discovery.Backend;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Which of a service's backends each client keeps to: a pure function of the backends and the client's ID, so that
 * every client of a fleet finds its own share without asking anybody. Thread-safe.
 *
 * <p>The clients' IDs are spread over {@value #BUCKETS} buckets, and each client works out the subsets of all buckets:
 * one after the other takes the backends that score highest for it (D. Thaler and C. Ravishankar, "Using name-based
 * mappings to increase hit rates", 1998) of those that have not been taken by their share of the buckets yet (V.
 * Mirrokni, M. Thorup and M. Zadimoghaddam, "Consistent Hashing with Bounded Loads", 2018). So all backends are in as
 * many subsets, and when one goes, the others' subsets stay nearly as they were.
 *
 * <p>A number in an ID moves it by a multiple of the golden ratio, which spreads clients that are numbered in a row
 * more evenly than chance would.
 */
public final class BackendSubset {
    static final int BUCKETS = 1024;
    private static final int BUCKET_BITS = 10;
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final int LONGEST_NUMBER = 18;

    /** Puts whoever has had its share behind all who have not. */
    private static final long HANDICAP = 1L << 62;

    private static final long GOLDEN_RATIO = 0x9e3779b97f4a7c15L;
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final int size;
    private final int bucket;

    /**
     * The choice of one client.
     *
     * @param size how many backends it keeps to, at least 1
     * @param clientId who it is; no two clients of a service should have the same
     * @throws IllegalArgumentException if the size is below 1
     */
    public BackendSubset(int size, String clientId) {
        if (size < 1) {
            throw new IllegalArgumentException("a subset of " + size + " backends: must be at least 1");
        }
        this.size = size;
        this.bucket = (int) (point(clientId) >>> (Long.SIZE - BUCKET_BITS));
    }

    /** The backends of {@code all} that the client keeps to, in their order; all where there are no more. */
    public List<Backend> of(List<Backend> all) {
        return all.size() <= size ? List.copyOf(all) : upTo(bucket, all, size).get(bucket);
    }

    int bucket() {
        return bucket;
    }

    /** The subsets of the first buckets, up to {@code last}, of more than {@code size} backends. */
    static List<List<Backend>> upTo(int last, List<Backend> all, int size) {
        int count = all.size();
        long[] names = all.stream().mapToLong(one -> hash(one.id().toString())).toArray();
        int[] left = new int[count];
        Arrays.fill(left, (BUCKETS * size + count - 1) / count);
        List<List<Backend>> subsets = new ArrayList<>(last + 1);
        for (int i = 0; i <= last; i++) {
            boolean[] taken = take(i, size, names, left);
            subsets.add(IntStream.range(0, count)
                    .filter(one -> taken[one])
                    .mapToObj(all::get)
                    .toList());
        }
        return subsets;
    }

    /** The backends of one bucket, which then have one bucket less left to be in. */
    private static boolean[] take(int of, int size, long[] names, int[] left) {
        int count = names.length;
        boolean[] taken = new boolean[count];
        long[] scores = new long[count];
        long seed = mix(of + 1);
        for (int i = 0; i < count; i++) {
            long score = mix(names[i] ^ seed) >>> 2;
            scores[i] = left[i] > 0 ? score : score - HANDICAP;
        }
        for (int i = 0; i < size; i++) {
            int best = -1;
            for (int j = 0; j < count; j++) {
                if (!taken[j] && (best < 0 || scores[j] > scores[best])) {
                    best = j;
                }
            }
            taken[best] = true;
            left[best]--;
        }
        return taken;
    }

    /** Where an ID lies, as a fraction of all 64-bit integers. */
    private static long point(String id) {
        Matcher numbers = NUMBER.matcher(id);
        long point = hash(numbers.replaceAll("#"));
        long step = GOLDEN_RATIO;
        List<String> found = numbers.reset().results().map(MatchResult::group).toList();
        for (int i = found.size() - 1; i >= 0; i--) {
            String digits = found.get(i);
            String last = digits.substring(Math.max(0, digits.length() - LONGEST_NUMBER));
            point += Long.parseLong(last) * step;
            step = mix(step) | 1;
        }
        return point;
    }

    /** FNV-1a (G. Fowler, L. Noll and K. Vo), mixed. */
    private static long hash(String text) {
        long hash = FNV_OFFSET;
        for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (one & 0xff)) * FNV_PRIME;
        }
        return mix(hash);
    }

    /** SplitMix64's finalizer (D. Stafford's variant 13). */
    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
