package dev.penstock.waits.history;

import dev.penstock.waits.CorrelationIds;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;

/** The samples of several chunks as one list, which does not change. Thread-safe. */
final class SampleList extends AbstractList<SampleView> implements RandomAccess {
    private final CorrelationIds ids;
    private final SampleChunk.Part[] parts;

    /** The index of the first sample of each part, and then the number of all samples. */
    private final int[] begins;

    /**
     * The part that was read last: most readers go from one sample to the next. Threads may overwrite each other's
     * number, because each reader checks it.
     */
    private int last;

    /**
     * The samples of parts.
     *
     * @param parts the parts in their order; an empty one has no effect
     */
    SampleList(List<SampleChunk.Part> parts, CorrelationIds ids) {
        this.ids = ids;
        this.parts = parts.stream().filter(part -> part.size() > 0).toArray(SampleChunk.Part[]::new);
        this.begins = new int[this.parts.length + 1];
        for (int i = 0; i < this.parts.length; i++) {
            begins[i + 1] = begins[i] + this.parts[i].size();
        }
    }

    @Override
    public int size() {
        return begins[parts.length];
    }

    @Override
    public SampleView get(int index) {
        if (index < 0 || index >= size()) {
            throw new IndexOutOfBoundsException(index + " of " + size() + " samples");
        }
        int part = last;
        if (index < begins[part] || index >= begins[part + 1]) {
            int found = Arrays.binarySearch(begins, index);
            part = found >= 0 ? found : -found - 2;
            last = part;
        }
        return parts[part].view(index - begins[part], ids);
    }
}
