# shellcheck shell=bash disable=SC2034,SC1007
# One node of this checkout, every role, H2. TANDEM_ARGS: more options (FAR_PORT other than 7099 needs a
# configuration of its own).
TARGET=${TARGET:-127.0.0.1:5080}
U_ANSWER=answer U_ECHO=echo U_B2B=b2b U_ROOM=room%d U_GATE=
TANDEM=$BENCH_DIR/../../tandem

target_start() {
    rm -rf "$BENCH_TMP/data"
    # shellcheck disable=SC2086
    "$TANDEM" run --config "$BENCH_DIR/config/tandem/tandem.conf" --bind 127.0.0.1 \
        --sip-port "${TARGET##*:}" --http-port "${HTTP_PORT:-8085}" \
        --rtp-ports "$SERVER_RTP_FROM-$SERVER_RTP_TO" --data "$BENCH_TMP/data" \
        ${TANDEM_ARGS:-} > "$BENCH_TMP/tandem.out" 2> "$BENCH_TMP/tandem.log" < /dev/null &
    PIDS=$!
    local i; for ((i = 0; i < 600; i++)); do
        grep -q '^ready' "$BENCH_TMP/tandem.out" && return
        kill -0 "$PIDS" 2>/dev/null || break
        sleep 0.5
    done
    tail -5 "$BENCH_TMP/tandem.log" >&2
    return 1
}
target_version() { "$TANDEM" version; }
