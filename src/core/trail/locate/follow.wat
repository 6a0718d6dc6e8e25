;; Follows brackets through bytes, 64 of them at a time, as far as it is beyond doubt which of them are in strings.
;; `scripts/make-follow.mjs` makes followCode.ts of this file; bracketPlace.ts says what the rules rest on.
(module
  (import "host" "memory" (memory 1))

  ;; Space, tab or line break.
  (func $isBlank (param $byte i32) (result i32)
    (i32.and
      (i32.lt_u (local.get $byte) (i32.const 64))
      (i32.wrap_i64 (i64.and
        (i64.shr_u (i64.const 0x100002600) (i64.extend_i32_u (local.get $byte)))
        (i64.const 1)))))

  ;; Blanks, comma, colon, or zero for none: what may stand to either side of a string.
  (func $isBetween (param $byte i32) (result i32)
    (i32.and
      (i32.lt_u (local.get $byte) (i32.const 64))
      (i32.wrap_i64 (i64.and
        (i64.shr_u (i64.const 0x400100100002601) (i64.extend_i32_u (local.get $byte)))
        (i64.const 1)))))

  (func $isOpening (param $byte i32) (result i32)
    (i32.eq (i32.and (local.get $byte) (i32.const 0xdf)) (i32.const 0x5b)))

  (func $isClosing (param $byte i32) (result i32)
    (i32.eq (i32.and (local.get $byte) (i32.const 0xdf)) (i32.const 0x5d)))

  (func $isLetter (param $byte i32) (result i32)
    (i32.le_u (i32.sub (i32.or (local.get $byte) (i32.const 0x20)) (i32.const 0x61)) (i32.const 25)))

  ;; Whether the quote at `at` begins a string.
  (func $beginsString (param $at i32) (result i32)
    (local $next i32)
    (local.set $next (i32.load8_u offset=1 (local.get $at)))
    (i32.eqz (i32.or (call $isBetween (local.get $next)) (call $isClosing (local.get $next)))))

  ;; 1 for an opening bracket in no string, where a value may begin; 2 for one in a string; 0 in doubt.
  (func $placeOfOpening (param $at i32) (result i32)
    (local $before i32) (local $byte i32) (local $end i32)
    (local.set $before (i32.sub (local.get $at) (i32.const 1)))
    (local.set $byte (i32.load8_u (local.get $before)))
    (if (i32.eq (local.get $byte) (i32.const 0x22)) (then (return (i32.const 2))))
    ;; A line that begins with a bracket may be a value of its own.
    (if (i32.eq (local.get $byte) (i32.const 0x0a)) (then (return (i32.const 0))))
    (local.set $end (i32.sub (local.get $at) (i32.const 48)))
    ;; An indentation, eight at once.
    (block $indented
      (loop $eight
        (br_if $indented (i64.ne
          (i64.load (i32.sub (local.get $before) (i32.const 7)))
          (i64.const 0x2020202020202020)))
        (local.set $before (i32.sub (local.get $before) (i32.const 8)))
        (br_if $eight (i32.gt_u (local.get $before) (local.get $end)))))
    (local.set $byte (i32.load8_u (local.get $before)))
    (block $notBlank
      (loop $blank
        (br_if $notBlank (i32.eqz (call $isBlank (local.get $byte))))
        (local.set $before (i32.sub (local.get $before) (i32.const 1)))
        (local.set $byte (i32.load8_u (local.get $before)))
        (br_if $blank (i32.gt_u (local.get $before) (local.get $end)))
        (return (i32.const 0))))
    (if (i32.eq (local.get $byte) (i32.const 0x3a))
      (then
        ;; Behind a key: a letter and the quote that ends it.
        (return (i32.and
          (i32.eq (i32.load8_u (i32.sub (local.get $before) (i32.const 1))) (i32.const 0x22))
          (call $isLetter (i32.load8_u (i32.sub (local.get $before) (i32.const 2))))))))
    (if (i32.eqz (i32.or (i32.eq (local.get $byte) (i32.const 0x2c)) (call $isOpening (local.get $byte))))
      (then (return (i32.const 0))))
    ;; Behind a comma or another bracket: what it opens has to begin with a string.
    (local.set $end (i32.add (local.get $at) (i32.const 48)))
    (loop $next
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (local.set $byte (i32.load8_u (local.get $at)))
      (if (i32.eq (local.get $byte) (i32.const 0x22)) (then (return (call $beginsString (local.get $at)))))
      (br_if $next (i32.and
        (i32.or (call $isBlank (local.get $byte)) (call $isOpening (local.get $byte)))
        (i32.lt_u (local.get $at) (local.get $end)))))
    (i32.const 0))

  ;; 1 for a closing bracket in no string, 2 for one in a string, 0 in doubt.
  (func $placeOfClosing (param $at i32) (result i32)
    (local $next i32) (local $byte i32) (local $end i32)
    (if (i32.eq (i32.load8_u (i32.sub (local.get $at) (i32.const 1))) (i32.const 0x22))
      (then
        (local.set $byte (i32.load8_u (i32.sub (local.get $at) (i32.const 2))))
        (if (i32.eqz (i32.or
              (i32.eq (local.get $byte) (i32.const 0x5c))
              (i32.or (call $isBetween (local.get $byte)) (call $isOpening (local.get $byte)))))
          (then (return (i32.const 1))))))
    (local.set $next (local.get $at))
    (local.set $end (i32.add (local.get $at) (i32.const 48)))
    (loop $more
      (local.set $next (i32.add (local.get $next) (i32.const 1)))
      (local.set $byte (i32.load8_u (local.get $next)))
      (if (i32.eq (local.get $byte) (i32.const 0x0a))
        (then
          ;; An indentation, eight at once.
          (block $indented
            (loop $eight
              (br_if $indented (i64.ne (i64.load offset=1 (local.get $next)) (i64.const 0x2020202020202020)))
              (local.set $next (i32.add (local.get $next) (i32.const 8)))
              (br_if $eight (i32.lt_u (local.get $next) (local.get $end)))))))
      (if (i32.eq (local.get $byte) (i32.const 0x5c)) (then (return (i32.const 2))))
      (if (i32.eq (local.get $byte) (i32.const 0x22))
        (then
          (if (call $beginsString (local.get $next)) (then (return (i32.const 1))))
          (return (i32.shl
            (i32.eq (local.get $next) (i32.add (local.get $at) (i32.const 1)))
            (i32.const 1)))))
      (br_if $more (i32.and
        (i32.lt_u (local.get $next) (local.get $end))
        (i32.or
          (i32.or (call $isBlank (local.get $byte)) (i32.eq (local.get $byte) (i32.const 0x2c)))
          (i32.or (call $isOpening (local.get $byte)) (call $isClosing (local.get $byte)))))))
    (i32.const 0))

  ;; `"attestationDocument`
  (func $isKey (param $at i32) (result i32)
    (i32.and
      (i32.and
        (i64.eq (i64.load (local.get $at)) (i64.const 0x6174736574746122))
        (i64.eq (i64.load offset=8 (local.get $at)) (i64.const 0x75636f446e6f6974)))
      (i32.eq (i32.load offset=16 (local.get $at)) (i32.const 0x746e656d))))

  ;; `"eventSource"`
  (func $isSource (param $at i32) (result i32)
    (i32.and
      (i64.eq (i64.load (local.get $at)) (i64.const 0x6f53746e65766522))
      (i32.and
        (i32.eq (i32.load offset=8 (local.get $at)) (i32.const 0x65637275))
        (i32.eq (i32.load8_u offset=12 (local.get $at)) (i32.const 0x22)))))

  ;; A letter that is spelled as an escape: `\u00`, and a row of letters.
  (func $isEscapedLetter (param $at i32) (result i32)
    (i32.and
      (i32.eq (i32.load (local.get $at)) (i32.const 0x3030755c))
      (i32.eq (i32.and (i32.load8_u offset=4 (local.get $at)) (i32.const 0xfc)) (i32.const 0x34))))

  ;; Goes from `from` on, at most to `to`, and stops at what somebody else has to look at: an escaped letter, a key if
  ;; `stopsAtKeys`, a bracket in doubt, one that closes the last of `depth` brackets. 128 bytes to either side are read too.
  ;;
  ;; A bracket is a byte that, without the bits that `fold` has not, is one of `width` + 1 from `first` on: `[`, `\` and `]`
  ;; are neighbours, and braces differ from them by a bit. Those before `sureFrom` are passed over, being in a string.
  ;;
  ;; Writes those outside of strings that go to or from less than `below` brackets as 32-bit numbers to `marks`, and where
  ;; `"eventSource"` begins, unless it stops at keys. To `results`:
  ;; where it stopped, the depth there, how many marks there are, the last bracket outside of strings or zero.
  (func (export "follow")
    (param $from i32) (param $to i32) (param $depth i32) (param $sureFrom i32)
    (param $fold i32) (param $first i32) (param $width i32) (param $stopsAtKeys i32) (param $below i32)
    (param $marks i32) (param $results i32)
    (local $at i32) (local $place i32) (local $byte i32) (local $found i32) (local $next i32) (local $last i32)
    (local $pair i32) (local $pairAt i32)
    (local $mask i64)
    (local $folds v128) (local $firsts v128) (local $widths v128) (local $ones v128) (local $others v128)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (local.set $folds (i8x16.splat (local.get $fold)))
    (local.set $firsts (i8x16.splat (local.get $first)))
    (local.set $widths (i8x16.splat (local.get $width)))
    (if (local.get $stopsAtKeys)
      (then
        (local.set $pairAt (i32.const 11))
        (local.set $ones (i8x16.splat (i32.const 0x6e)))
        (local.set $others (i8x16.splat (i32.const 0x44))))
      (else
        (local.set $pairAt (i32.const 5))
        (local.set $ones (i8x16.splat (i32.const 0x74)))
        (local.set $others (i8x16.splat (i32.const 0x53)))))
    (local.set $at (local.get $from))
    (local.set $next (local.get $marks))
    (local.set $place (local.get $to))
    (block $stop
      (loop $block
        (br_if $stop (i32.ge_u (local.get $at) (local.get $to)))
        ;; Of a key, two letters are looked for that hardly anything else in a trail has: `nD`, or `tS`.
        (local.set $pair (i32.add (local.get $at) (local.get $pairAt)))
        (local.set $a (v128.or
          (i8x16.le_u (i8x16.sub (v128.and (v128.load (local.get $at)) (local.get $folds)) (local.get $firsts)) (local.get $widths))
          (v128.and
            (i8x16.eq (v128.load (local.get $pair)) (local.get $ones))
            (i8x16.eq (v128.load offset=1 (local.get $pair)) (local.get $others)))))
        (local.set $b (v128.or
          (i8x16.le_u (i8x16.sub (v128.and (v128.load offset=16 (local.get $at)) (local.get $folds)) (local.get $firsts)) (local.get $widths))
          (v128.and
            (i8x16.eq (v128.load offset=16 (local.get $pair)) (local.get $ones))
            (i8x16.eq (v128.load offset=17 (local.get $pair)) (local.get $others)))))
        (local.set $c (v128.or
          (i8x16.le_u (i8x16.sub (v128.and (v128.load offset=32 (local.get $at)) (local.get $folds)) (local.get $firsts)) (local.get $widths))
          (v128.and
            (i8x16.eq (v128.load offset=32 (local.get $pair)) (local.get $ones))
            (i8x16.eq (v128.load offset=33 (local.get $pair)) (local.get $others)))))
        (local.set $d (v128.or
          (i8x16.le_u (i8x16.sub (v128.and (v128.load offset=48 (local.get $at)) (local.get $folds)) (local.get $firsts)) (local.get $widths))
          (v128.and
            (i8x16.eq (v128.load offset=48 (local.get $pair)) (local.get $ones))
            (i8x16.eq (v128.load offset=49 (local.get $pair)) (local.get $others)))))
        (if (v128.any_true (v128.or (v128.or (local.get $a) (local.get $b)) (v128.or (local.get $c) (local.get $d))))
          (then
            (local.set $mask
              (i64.or
                (i64.or
                  (i64.extend_i32_u (i8x16.bitmask (local.get $a)))
                  (i64.shl (i64.extend_i32_u (i8x16.bitmask (local.get $b))) (i64.const 16)))
                (i64.or
                  (i64.shl (i64.extend_i32_u (i8x16.bitmask (local.get $c))) (i64.const 32))
                  (i64.shl (i64.extend_i32_u (i8x16.bitmask (local.get $d))) (i64.const 48)))))
            (loop $bit
              (local.set $place (i32.add (local.get $at) (i32.wrap_i64 (i64.ctz (local.get $mask)))))
              (local.set $mask (i64.and (local.get $mask) (i64.sub (local.get $mask) (i64.const 1))))
              (br_if $stop (i32.ge_u (local.get $place) (local.get $to)))
              (local.set $byte (i32.load8_u (local.get $place)))
              (if (i32.le_u (i32.sub (i32.and (local.get $byte) (local.get $fold)) (local.get $first)) (local.get $width))
                (then
                  ;; Brackets are odd; a backslash is not, nor a bar, which is folded to one.
                  (if (i32.and (local.get $byte) (i32.const 1))
                    (then
                      (if (i32.ge_u (local.get $place) (local.get $sureFrom))
                        (then
                          ;; Of brackets, those that close have the bit of 4.
                          (if (i32.eqz (i32.and (local.get $byte) (i32.const 4)))
                            (then
                              ;; Mostly behind a key: a letter and `":`, with a blank or without.
                              (local.set $found (i32.load (i32.sub (local.get $place) (i32.const 4))))
                              (if (i32.eq (i32.shr_u (local.get $found) (i32.const 16)) (i32.const 0x203a))
                                (then
                                  (local.set $found (i32.load (i32.sub (local.get $place) (i32.const 5))))))
                              (if (i32.and
                                    (i32.eq (i32.shr_u (local.get $found) (i32.const 16)) (i32.const 0x3a22))
                                    (i32.le_u
                                      (i32.sub (i32.and (i32.or (local.get $found) (i32.const 0x2000)) (i32.const 0xff00)) (i32.const 0x6100))
                                      (i32.const 0x1900)))
                                (then (local.set $found (i32.const 1)))
                                (else (local.set $found (call $placeOfOpening (local.get $place)))))
                              (br_if $stop (i32.eqz (local.get $found)))
                              (if (i32.eq (local.get $found) (i32.const 1))
                                (then
                                  (local.set $last (local.get $place))
                                  (if (i32.lt_s (local.get $depth) (local.get $below))
                                    (then
                                      (i32.store (local.get $next) (local.get $place))
                                      (local.set $next (i32.add (local.get $next) (i32.const 4)))))
                                  (local.set $depth (i32.add (local.get $depth) (i32.const 1))))))
                            (else
                              ;; The last of a value counts even where it looks like text, in a text that is no JSON.
                              (br_if $stop (i32.and
                                (i32.le_s (local.get $depth) (i32.const 1))
                                (i32.eqz (local.get $stopsAtKeys))))
                              ;; Mostly before the next key, `,"` and a letter.
                              (local.set $found (i32.load offset=1 (local.get $place)))
                              (if (i32.and
                                    (i32.eq (i32.and (local.get $found) (i32.const 0xffff)) (i32.const 0x222c))
                                    (i32.le_u
                                      (i32.sub (i32.and (i32.or (local.get $found) (i32.const 0x200000)) (i32.const 0xff0000)) (i32.const 0x610000))
                                      (i32.const 0x190000)))
                                (then (local.set $found (i32.const 1)))
                                (else (local.set $found (call $placeOfClosing (local.get $place)))))
                              (br_if $stop (i32.eqz (local.get $found)))
                              (if (i32.eq (local.get $found) (i32.const 1))
                                (then
                                  (br_if $stop (i32.le_s (local.get $depth) (i32.const 1)))
                                  (local.set $last (local.get $place))
                                  (local.set $depth (i32.sub (local.get $depth) (i32.const 1)))
                                  (if (i32.lt_s (local.get $depth) (local.get $below))
                                    (then
                                      (i32.store (local.get $next) (local.get $place))
                                      (local.set $next (i32.add (local.get $next) (i32.const 4)))))))))))
                    )
                    (else (br_if $stop (call $isEscapedLetter (local.get $place))))))
                (else
                  (if (local.get $stopsAtKeys)
                    (then (br_if $stop (call $isKey (local.get $place))))
                    (else
                      (if (call $isSource (local.get $place))
                        (then
                          (i32.store (local.get $next) (local.get $place))
                          (local.set $next (i32.add (local.get $next) (i32.const 4)))))))))
              (br_if $bit (i64.ne (local.get $mask) (i64.const 0))))))
        (local.set $place (local.get $to))
        (local.set $at (i32.add (local.get $at) (i32.const 64)))
        (br $block)))
    (i32.store (local.get $results)
      (select (local.get $place) (local.get $to) (i32.lt_u (local.get $place) (local.get $to))))
    (i32.store offset=4 (local.get $results) (local.get $depth))
    (i32.store offset=8 (local.get $results)
      (i32.shr_u (i32.sub (local.get $next) (local.get $marks)) (i32.const 2)))
    (i32.store offset=12 (local.get $results) (local.get $last))))
