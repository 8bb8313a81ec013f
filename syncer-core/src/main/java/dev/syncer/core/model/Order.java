package dev.syncer.core.model;

/**
 * One step of an order; empty values come first when ascending, last when descending.
 *
 * @param field what to sort by
 * @param isDescending largest first
 */
public record Order(ModelField field, boolean isDescending) {}
