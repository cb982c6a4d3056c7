package dev.penstock.console.stats;

import java.time.Instant;
import java.util.Optional;

/**
 * A store of the past, with its size and the number of dropped entries. A row of the view 'records': an
 * immutable value.
 *
 * @param pool the name of the pool
 * @param store the name of the store
 * @param oldest the moment of its oldest entry
 * @param entries the number of its entries
 * @param bytes the memory that it uses, in bytes
 * @param maximumBytes the memory that it uses at most, in bytes
 * @param dropped entries that it has removed because of age or space
 */
public record RecordStore(
        String pool,
        String store,
        Optional<Instant> oldest,
        long entries,
        long bytes,
        long maximumBytes,
        long dropped) {}
