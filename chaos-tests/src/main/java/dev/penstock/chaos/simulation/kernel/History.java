package dev.penstock.chaos.simulation.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The history of a simulation: a hash of all steps, which equal histories share, and the last steps as text. */
public final class History {
    private static final long PRIME = 0x100000001b3L;

    private final String[] kinds;
    private final long[] figures;
    private final int kept;
    private long hash = 0xcbf29ce484222325L;
    private long count;

    /** A history that keeps the last {@code kept} steps. */
    public History(int kept) {
        this.kept = kept;
        this.kinds = new String[kept];
        this.figures = new long[3 * kept];
    }

    /** Records a step of the kind at {@code time}, with an actor or server and a detail. */
    public void note(long time, String kind, long who, long what) {
        int at = (int) (count++ % kept);
        kinds[at] = kind;
        figures[3 * at] = time;
        figures[3 * at + 1] = who;
        figures[3 * at + 2] = what;
        mix(kind.hashCode());
        mix(time);
        mix(who);
        mix(what);
    }

    /** FNV-1a (Fowler, Noll, Vo) over whole figures instead of bytes. */
    private void mix(long figure) {
        hash = (hash ^ figure) * PRIME;
        hash ^= hash >>> 29;
    }

    /** The hash of all steps. */
    public long hash() {
        return hash;
    }

    /** The number of steps. */
    public long count() {
        return count;
    }

    /** The last steps, oldest first. */
    public List<String> last() {
        List<String> lines = new ArrayList<>();
        for (long step = Math.max(0, count - kept); step < count; step++) {
            int at = (int) (step % kept);
            lines.add(String.format(
                    Locale.ROOT,
                    "%9d  %14.6f s  %-24s %d, %d",
                    step,
                    figures[3 * at] / 1e9,
                    kinds[at],
                    figures[3 * at + 1],
                    figures[3 * at + 2]));
        }
        return lines;
    }
}
