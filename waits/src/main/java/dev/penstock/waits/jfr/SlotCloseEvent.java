package dev.penstock.waits.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** The close of a connection. */
@Name("penstock.SlotClose")
@Label("Slot Close")
@Description("The close of a connection.")
final class SlotCloseEvent extends CallEvent {}
