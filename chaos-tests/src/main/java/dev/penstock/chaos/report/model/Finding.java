package dev.penstock.chaos.report.model;

/**
 * The answer of one checker.
 *
 * @param checker the name of the checker
 * @param passed whether it found nothing wrong
 * @param text what it counted, or what is wrong
 */
public record Finding(String checker, boolean passed, String text) {}
