/**
 * The accounting of waits. The catalogue is {@link dev.penstock.waits.WaitEvent}. Ledgers record the claims of one slot
 * each, and meters record all other waits. A {@link dev.penstock.waits.WaitSnapshot} is an immutable copy of both.
 *
 * <p>Applications read snapshots and recorded claims. Only the other modules of Penstock record.
 */
@NullMarked
package dev.penstock.waits;

import org.jspecify.annotations.NullMarked;
