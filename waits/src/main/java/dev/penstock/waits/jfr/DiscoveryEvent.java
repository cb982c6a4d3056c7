package dev.penstock.waits.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

/** A result of the discovery of backends. */
@Name("penstock.Discovery")
@Label("Discovery")
@Description("The pool applied a result of its resolver")
final class DiscoveryEvent extends PoolEvent {
    @Label("Service")
    @Nullable
    String service;

    @Label("Version")
    long version;

    @Label("Backends")
    int backends;
}
