package dev.syncer.core.wrong.internal;

/** Nobody's business. */
public record Secret() {}
