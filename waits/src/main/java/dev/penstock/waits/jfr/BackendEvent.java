package dev.penstock.waits.jfr;

import jdk.jfr.Label;
import org.jspecify.annotations.Nullable;

/** An event of a backend. */
abstract class BackendEvent extends PoolEvent {
    @Label("Backend")
    @Nullable
    String backend;
}
