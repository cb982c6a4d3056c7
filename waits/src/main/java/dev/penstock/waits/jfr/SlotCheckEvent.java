package dev.penstock.waits.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A check of an idle connection by the pool. */
@Name("penstock.SlotCheck")
@Label("Slot Check")
@Description("A check of an idle connection by the pool.")
final class SlotCheckEvent extends CallEvent {}
