package dev.penstock.waits.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A connect attempt of a slot. */
@Name("penstock.SlotConnect")
@Label("Slot Connect")
@Description("A connect attempt of a slot.")
final class SlotConnectEvent extends CallEvent {}
