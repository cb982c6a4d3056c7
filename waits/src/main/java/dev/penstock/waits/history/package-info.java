/**
 * What the pool keeps of the last hour: the load second by second, samples of the claims in flight, and the use of
 * slots. One thread of the pool writes once a second, and any thread reads without a lock. Each store has a fixed limit
 * of memory; if the limit is reached, the oldest entries go.
 */
@NullMarked
package dev.penstock.waits.history;

import org.jspecify.annotations.NullMarked;
