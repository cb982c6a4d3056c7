/**
 * The accounting of waits: the catalogue of {@link dev.penstock.waits.WaitEvent wait events}, the ledgers and meters
 * that count them, and the {@link dev.penstock.waits.WaitSnapshot snapshots} that a reader takes of both.
 */
@NullMarked
package dev.penstock.waits;

import org.jspecify.annotations.NullMarked;
