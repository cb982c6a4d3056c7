package dev.penstock.waits.history;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What one store keeps, at one moment: an immutable value.
 *
 * @param store the name of the store, such as {@code claim_history}
 * @param oldest the moment of its oldest entry; empty if it has none
 * @param entries the number of its entries
 * @param bytes the memory that it uses, in bytes
 * @param maximumBytes the memory that it uses at most, in bytes
 * @param dropped the number of entries that it has removed, because of their age or to make room for later ones
 * @param truncated the number of entries whose text was cut; the text then ends in {@code …[n more]}
 */
public record StoreView(
        String store,
        Optional<Instant> oldest,
        long entries,
        long bytes,
        long maximumBytes,
        long dropped,
        long truncated) {
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s: %d entries since %s, %d of %d KiB, %d dropped, %d truncated",
                store,
                entries,
                oldest.map(Instant::toString).orElse("never"),
                bytes >> 10,
                maximumBytes >> 10,
                dropped,
                truncated);
    }
}
