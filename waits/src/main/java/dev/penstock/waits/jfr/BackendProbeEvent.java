package dev.penstock.waits.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A probe of a server by a connection of its own. */
@Name("penstock.BackendProbe")
@Label("Backend Probe")
@Description("A probe of a server by a connection of its own.")
final class BackendProbeEvent extends CallEvent {}
