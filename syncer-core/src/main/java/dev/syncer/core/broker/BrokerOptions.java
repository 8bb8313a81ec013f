package dev.syncer.core.broker;

/**
 * Settings of a broker, each as {@code SyncerOptions} describes it.
 *
 * @param database the name on the wire
 * @param outboundShare bytes that may wait for one connection
 * @param snapshotChunk records in one frame of a snapshot
 * @param frameLimit bytes of the largest frame that is sent whole
 * @param overflow changes of one model in one commit above which its subscribers read anew
 * @param presenceUsers members that one topic of presence can have at a time
 */
public record BrokerOptions(
    String database,
    int outboundShare,
    int snapshotChunk,
    int frameLimit,
    int overflow,
    int presenceUsers) {}
