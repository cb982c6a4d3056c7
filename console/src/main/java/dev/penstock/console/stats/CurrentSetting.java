package dev.penstock.console.stats;

import java.util.Optional;

/**
 * A property of the pool's configuration at this moment, without secrets. A row of the view 'settings': an
 * immutable value.
 *
 * @param pool the name of the pool
 * @param property the name of the property, as in the page on configuration
 * @param currentValue its value; times in milliseconds; the class of an object; empty if it has none or is hidden
 * @param configured whether the application has set it, even if to its default
 * @param live whether it can be changed while the pool runs
 * @param hidden whether its value is not shown, because it may contain a secret
 */
public record CurrentSetting(
        String pool,
        String property,
        Optional<String> currentValue,
        boolean configured,
        boolean live,
        boolean hidden) {}
