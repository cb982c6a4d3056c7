package dev.penstock.discovery.subset;

import dev.penstock.discovery.Backend;
import dev.penstock.discovery.BackendSet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The subset of a service's backends that one client connects to. Thread-safe.
 *
 * <p>The subset is a pure function of the backends and the client's ID. Therefore each client of a fleet computes its
 * own share without any communication.
 *
 * <p>The client IDs are spread over {@value #BUCKETS} buckets, and each client computes the subsets of the buckets in
 * order. A bucket takes the backends with the highest scores for it (D. Thaler and C. Ravishankar, "Using name-based
 * mappings to increase hit rates", 1998). A backend is full when its share of the buckets has taken it (V. Mirrokni, M.
 * Thorup and M. Zadimoghaddam, "Consistent Hashing with Bounded Loads", 2018). Therefore all backends are in equally
 * many subsets, and the removal of one backend changes few subsets of the others.
 *
 * <p>A number in an ID moves the ID by a multiple of the golden ratio. Clients with consecutive numbers are spread more
 * evenly than random IDs.
 */
public final class BackendSubset implements Restriction {
    static final int BUCKETS = 1024;
    private static final int BUCKET_BITS = 10;
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final int LONGEST_NUMBER = 18;

    /** The amount that puts the score of a full backend below the scores of all others. */
    private static final long HANDICAP = 1L << 62;

    private static final long GOLDEN_RATIO = 0x9e3779b97f4a7c15L;
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final int size;
    private final int bucket;

    /**
     * Creates the subset of one client.
     *
     * @param size the number of backends, at least 1
     * @param clientId the ID of the client; each client of a service should have an ID of its own
     * @throws IllegalArgumentException if the size is below 1
     */
    public BackendSubset(int size, String clientId) {
        if (size < 1) {
            throw new IllegalArgumentException("the size of a subset, " + size + ", must be at least 1");
        }
        this.size = size;
        this.bucket = (int) (point(clientId) >>> (Long.SIZE - BUCKET_BITS));
    }

    @Override
    public BackendSet choose(BackendSet found, BackendSet before) {
        return Parts.of(found, of(found.backends()), found.failure());
    }

    /** Returns the client's backends, in the order of {@code all}; all of them if {@code all} is not larger. */
    public List<Backend> of(List<Backend> all) {
        return all.size() <= size ? List.copyOf(all) : upTo(bucket, all, size).get(bucket);
    }

    int bucket() {
        return bucket;
    }

    /** Returns the subsets of the buckets 0 to {@code last}, if there are more than {@code size} backends. */
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

    /** Takes the backends of one bucket and decrements in {@code left} how many buckets each may still join. */
    private static boolean[] take(int bucket, int size, long[] names, int[] left) {
        int count = names.length;
        boolean[] taken = new boolean[count];
        long[] scores = new long[count];
        long seed = mix(bucket + 1);
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

    /** Returns the position of an ID, as a fraction of the range of 64-bit integers. */
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
