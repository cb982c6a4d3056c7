package dev.penstock.waits.jfr;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** An event of a pool. Each object belongs to one thread at a time. */
@Category("Penstock")
@StackTrace(false)
abstract class PoolEvent extends Event {
    @Label("Pool")
    @Nullable
    String pool;
}
