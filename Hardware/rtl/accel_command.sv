// SPDX-License-Identifier: BSD-3-Clause
`include "accel_regs.svh"

/// The host's packets (Hardware/README.md): headers are checked, images, loads and reads are passed on,
/// and each packet is answered before the next one is looked at.
///
/// Streams pass at a beat a cycle (results behind the last image with a cycle between two), words of loads
/// and reads at a word a cycle. After a bad packet the layers are reset.
module accel_command #(
  /// Layers, 1 to 255.
  parameter int unsigned Layers = 1,
  /// Beats of an image and of a result, at least 1.
  parameter int unsigned ImageBeats = 1,
  parameter int unsigned ResultBeats = 1,
  /// For each layer KIND, ARRAY, DEPTH, WORDS and READS, the first layer in the lowest bits.
  parameter logic [160*Layers-1:0] Table = '0
) (
  input  logic        clk_i,
  input  logic        rst_i,
  /// A packet or a reset of the layers is under way.
  output logic        busy_o,
  /// Why the last bad packet was bad (STATUS.ERROR).
  output logic [7:0]  error_o,
  /// A result has left, for one cycle.
  output logic        image_done_o,
  /// Resets the layers.
  output logic        layers_rst_o,
  /// Packets.
  input  logic        valid_i,
  output logic        ready_o,
  input  logic [63:0] data_i,
  input  logic        last_i,
  /// Replies.
  output logic        reply_valid_o,
  input  logic        reply_ready_i,
  output logic [63:0] reply_data_o,
  output logic        reply_last_o,
  /// Images.
  output logic        image_valid_o,
  input  logic        image_ready_i,
  output logic [63:0] image_data_o,
  /// Results.
  input  logic        result_valid_i,
  output logic        result_ready_o,
  input  logic [63:0] result_data_i,
  /// Load bus.
  output logic        load_start_o,
  output logic [7:0]  load_layer_o,
  output logic        load_valid_o,
  output logic [31:0] load_data_o,
  /// Read bus.
  output logic        read_start_o,
  output logic [7:0]  read_layer_o,
  input  logic        read_valid_i,
  output logic        read_ready_o,
  input  logic [31:0] read_data_i
);
  // One register for each state: whoever asks reads one wire.
  localparam int
    Header = 0, LookUp = 1, Compare = 2, Check = 3, Infer = 4, Finish = 5, LoadStart = 6,
    Load = 7, ReadStart = 8, Read = 9, Drain = 10, Reset = 11, Reply = 12;
  localparam int States = 13;
  logic [States-1:0] state_q;
  function [States-1:0] at(input int state);
    at = States'(1) << state;
  endfunction
  logic [63:0] header_q;
  logic        last_q;
  logic [7:0]  error_q, found;
  logic [3:0]  hold_q;
  logic        infers, loads;
  logic        image_ends, image_error_short, image_ready, image_valid;
  logic        results_done;
  logic        load_ready, load_ends, load_short;
  logic        read_valid, read_ready, read_last;
  logic [63:0] read_data;
  logic        result_valid, result_ready, result_last;
  logic        reply_bad_q;
  logic        send_valid, send_ready, send_last;
  logic [63:0] send_data;

  assign infers       = header_q[7:0] == `ACCEL_PACKET_OPCODE_INFER;
  assign loads        = header_q[7:0] == `ACCEL_PACKET_OPCODE_LOAD;
  assign busy_o       = !state_q[Header];
  assign error_o      = error_q;
  assign layers_rst_o = state_q[Reset];
  assign load_layer_o = header_q[15:8];
  assign read_layer_o = header_q[15:8];
  assign load_start_o = state_q[LoadStart];
  assign read_start_o = state_q[ReadStart];

  accel_command_check #(.Layers(Layers), .Table(Table)) u_check (
    .clk_i, .header_i(header_q), .last_i(last_q), .error_o(found)
  );

  accel_command_infer #(.ImageBeats(ImageBeats), .ResultBeats(ResultBeats)) u_infer (
    .clk_i, .start_i(state_q[Check]), .images_i(header_q[63:32]),
    .valid_i(valid_i && state_q[Infer]), .ready_o(image_ready), .last_i,
    .image_valid_o(image_valid), .image_ready_i, .ends_o(image_ends), .short_o(image_error_short),
    .finish_i(state_q[Finish]), .bad_i(reply_bad_q), .done_o(results_done), .image_done_o,
    .result_valid_i(result_valid_i && (state_q[Infer] || state_q[Finish])),
    .result_ready_o(result_ready), .valid_o(result_valid), .ready_i(send_ready),
    .last_o(result_last)
  );

  accel_command_load u_load (
    .clk_i, .start_i(load_start_o), .words_i(header_q[63:32]),
    .valid_i(valid_i && state_q[Load]), .ready_o(load_ready), .data_i, .last_i,
    .ends_o(load_ends), .short_o(load_short), .load_valid_o, .load_data_o
  );

  accel_command_read u_read (
    .clk_i, .start_i(read_start_o), .words_i(header_q[63:32]),
    .read_valid_i(read_valid_i && state_q[Read]), .read_ready_o(read_ready), .read_data_i,
    .valid_o(read_valid), .ready_i(send_ready), .data_o(read_data), .last_o(read_last)
  );

  assign image_valid_o  = image_valid;
  assign image_data_o   = data_i;
  assign result_ready_o = result_ready && (state_q[Infer] || state_q[Finish]);
  assign read_ready_o   = read_ready && state_q[Read];

  // What is offered may be taken back when a packet turns out bad, but not to whoever is outside.
  accel_skid #(.Bits(65)) u_reply (
    .clk_i, .rst_i, .in_valid_i(send_valid), .in_ready_o(send_ready),
    .in_data_i({send_last, send_data}), .out_valid_o(reply_valid_o),
    .out_ready_i(reply_ready_i), .out_data_o({reply_last_o, reply_data_o})
  );

  always_comb begin
    unique case (1'b1)
      state_q[Header], state_q[Drain]: ready_o = !rst_i;
      state_q[Infer]:                  ready_o = image_ready;
      state_q[Load]:                   ready_o = load_ready;
      default:                         ready_o = 1'b0;
    endcase
    unique case (1'b1)
      state_q[Reply]: begin
        send_valid = 1'b1;
        send_last  = 1'b1;
        send_data  = header_q;
        if (reply_bad_q)
          send_data[31:16] = `ACCEL_PACKET_MARK_BAD;
      end
      state_q[Read]: begin
        send_valid = read_valid;
        send_last  = read_last;
        send_data  = read_data;
      end
      default: begin
        send_valid = result_valid;
        send_last  = result_last;
        send_data  = result_data_i;
      end
    endcase
  end

  always_ff @(posedge clk_i) begin
    unique case (1'b1)
      state_q[Header]: begin
        header_q    <= data_i;
        last_q      <= last_i;
        reply_bad_q <= 1'b0;
        hold_q      <= 4'd0;
        if (valid_i) state_q <= at(LookUp);
      end
      state_q[LookUp]: state_q <= at(Compare);
      state_q[Compare]: state_q <= at(Check);
      state_q[Check]: begin
        if (found != 8'd0) begin
          error_q     <= found;
          reply_bad_q <= 1'b1;
          state_q     <= last_q ? at(Reset) : at(Drain);
        end else begin
          state_q <= infers ? at(Infer) : loads ? at(LoadStart) : at(ReadStart);
        end
      end
      state_q[Infer]: if (image_ends) begin
        state_q <= at(Finish);
        if (image_error_short || !last_i) begin
          error_q <= image_error_short ? `ACCEL_CORE_STATUS_ERROR_SHORT
                                       : `ACCEL_CORE_STATUS_ERROR_LONG;
          reply_bad_q <= 1'b1;
          last_q      <= last_i;
        end
      end
      // Results of whole images leave first.
      state_q[Finish]: if (results_done) begin
        state_q <= !reply_bad_q ? at(Header) : last_q ? at(Reset) : at(Drain);
      end
      state_q[LoadStart]: state_q <= at(Load);
      state_q[Load]: if (load_ends) begin
        state_q <= at(Reply);
        if (load_short || !last_i) begin
          error_q <= load_short ? `ACCEL_CORE_STATUS_ERROR_SHORT
                                : `ACCEL_CORE_STATUS_ERROR_LONG;
          reply_bad_q <= 1'b1;
          state_q     <= last_i ? at(Reset) : at(Drain);
        end
      end
      state_q[ReadStart]: state_q <= at(Read);
      state_q[Read]: if (read_valid && send_ready && read_last) state_q <= at(Header);
      state_q[Drain]: if (valid_i && last_i) state_q <= at(Reset);
      state_q[Reset]: begin
        hold_q <= hold_q + 4'd1;
        if (hold_q == 4'hf) state_q <= at(Reply);
      end
      state_q[Reply]: if (send_ready) state_q <= at(Header);
      default: state_q <= at(Header);
    endcase
    if (rst_i) begin
      state_q <= at(Header);
      error_q <= 8'd0;
    end
  end
endmodule
